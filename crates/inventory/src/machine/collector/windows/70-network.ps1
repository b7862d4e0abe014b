
# Remote desktop: group policy goes before the switch in the settings.
function Read-RemoteDesktop {
    $deny = Get-RegistryValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services' 'fDenyTSConnections'
    if ($null -eq $deny) {
        $deny = Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' 'fDenyTSConnections'
    }
    $port = Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp' 'PortNumber'
    $on = $null
    if ($null -ne $deny) { $on = ([int]$deny -eq 0) }
    return [ordered]@{ on = $on; detail = ('port ' + $port) }
}

# Time: whether the time service may run, and whom it asks. On a computer without a domain the service sleeps between
# two comparisons, so that "stopped" alone says nothing.
function Read-TimeSync {
    $path = 'HKLM:\SYSTEM\CurrentControlSet\Services\W32Time'
    $type = [string](Get-RegistryValue ($path + '\Parameters') 'Type')
    $server = [string](Get-RegistryValue ($path + '\Parameters') 'NtpServer')
    $start = Get-RegistryValue $path 'Start'
    $state = [string](Get-Service -Name 'W32Time').Status
    $on = $null
    if ($type -and $null -ne $start) { $on = ($type -ne 'NoSync' -and [int]$start -ne 4) }
    if ($type -eq 'NT5DS') { $server = 'domain' }
    return [ordered]@{ on = $on; source = $server; detail = ('Type=' + $type + ' Start=' + $start + ' ' + $state) }
}

# Addresses of the adapters that are in use.
function Read-Network {
    foreach ($adapter in @(Get-Wmi 'Win32_NetworkAdapterConfiguration' 'root\cimv2' 'IPEnabled=TRUE')) {
        [ordered]@{
            name = $adapter.Description; mac = $adapter.MACAddress
            ips = @($adapter.IPAddress | Where-Object { $_ }); dhcp = [bool]$adapter.DHCPEnabled
        }
    }
}
