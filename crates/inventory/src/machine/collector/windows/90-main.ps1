
$identity = New-Object System.Security.Principal.WindowsPrincipal ([System.Security.Principal.WindowsIdentity]::GetCurrent())
$IsAdmin = $identity.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
$rights = 'user'
if ($IsAdmin) { $rights = 'admin' }

$report = [ordered]@{
    tate_collector = 1
    tool = [ordered]@{ name = 'tate-collect.ps1'; version = $ScriptVersion; rights = $rights }
    taken_at = (Get-Date).ToString("yyyy-MM-dd'T'HH:mm:sszzz", $Invariant)
}
$report['host'] = Read-Machine
$report['os'] = Read-Section 'os' { Read-System }
$report['updates'] = @(Read-Section 'updates' { Read-Updates })
$report['programs'] = @(Read-Section 'programs' { Read-Programs })
$report['users'] = @(Read-Section 'users' { Read-Users })
$report['admins'] = @(Read-Section 'admins' { Read-Admins })
$report['services'] = @(Read-Section 'services' { Read-Services })
$report['autostart'] = @(Read-Section 'autostart' { Read-Autostart })
$report['ports'] = @(Read-Section 'ports' { Read-Ports })
$report['antivirus'] = @(Read-Section 'antivirus' { Read-Antivirus })
$report['firewall'] = @(Read-Section 'firewall' { Read-Firewall })
$report['encryption'] = @(Read-Section 'encryption' { Read-Encryption })
$report['usb'] = Read-Section 'usb' { Read-Usb }
$report['usb_seen'] = @(Read-Section 'usb_seen' { Read-UsbSeen })
$report['password'] = Read-Section 'password' { Read-Password }
$report['remote_desktop'] = Read-Section 'remote_desktop' { Read-RemoteDesktop }
$report['remote_tools'] = @(Read-Section 'remote_tools' { Read-RemoteTools })
$report['time_sync'] = Read-Section 'time_sync' { Read-TimeSync }
$report['network'] = @(Read-Section 'network' { Read-Network })
$report['unread'] = @($Unread.ToArray())

if (-not $Out) {
    $folder = (Get-Location).ProviderPath
    if ($MyInvocation.MyCommand.Path) { $folder = Split-Path -Parent $MyInvocation.MyCommand.Path }
    $day = (Get-Date).ToString('yyyyMMdd', $Invariant)
    $Out = Join-Path $folder ('tate-' + $env:COMPUTERNAME + '-' + $day + '.json')
}
$Out = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Out)
try {
    [System.IO.File]::WriteAllText($Out, (ConvertTo-JsonText $report) + "`r`n", (New-Object System.Text.UTF8Encoding $false))
} catch {
    Write-Warning (Get-Text 'not_written' $Out)
    Write-Warning $_.Exception.Message
    exit 1
}
Write-Host (Get-Text 'done' $Out)
Write-Host (Get-Text 'unread' ([string]$Unread.Count))
Write-Host (Get-Text 'local')
