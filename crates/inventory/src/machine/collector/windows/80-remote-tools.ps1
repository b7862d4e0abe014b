
# Name=pattern of remote control software. The collector for Linux has the same list.
$RemoteTools = @(
    'TeamViewer=TeamViewer', 'AnyDesk=AnyDesk', 'RustDesk=RustDesk', 'Chrome Remote Desktop=Chrome Remote Desktop|chromoting',
    'Splashtop=Splashtop', 'LogMeIn=LogMeIn', 'GoTo=GoToMyPC|GoToAssist|GoTo Resolve', 'ScreenConnect=ScreenConnect',
    'MeshCentral=Mesh ?Agent|MeshCentral', 'UltraVNC=UltraVNC|uvnc', 'TightVNC=TightVNC|tvnserver', 'RealVNC=RealVNC|vncserver',
    'TigerVNC=TigerVNC', 'x11vnc=x11vnc', 'ISL Online=ISL Light|ISL ?AlwaysOn', 'Supremo=Supremo', 'DWService=DWAgent|DWService',
    'Remote Utilities=Remote Utilities|rutserv', 'Ammyy Admin=Ammyy', 'Radmin=Radmin', 'Atera=AteraAgent',
    'N-able Take Control=BASupSrvc|Take Control', 'NinjaOne=NinjaRMM|NinjaOne', 'RemoteView=RemoteView|rsupport',
    'MagicConnect=MagicConnect', 'Brynhildr=Brynhildr', 'Zoho Assist=Zoho Assist|ZohoMeeting', 'BeyondTrust=Bomgar|BeyondTrust Remote',
    'DameWare=DameWare', 'HopToDesk=HopToDesk', 'xrdp=xrdp', 'NoMachine=NoMachine|nxserver'
)

# Products that control USB by rules of their own, which cannot be read from here (\u79d8\u6587 is Hibun).
$DeviceControl = 'SKYSEA|LANSCOPE|AssetView|ISM Client|ISM CloudOne|JP1/IT Desktop|Systemwalker Desktop|Hibun|\u79d8\u6587|MaLion|DeviceLock|InfoTrace|Apex One|Endpoint Protector'
