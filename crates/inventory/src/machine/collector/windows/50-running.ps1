
# Services with state, start type and account.
function Read-Services {
    foreach ($service in @(Get-Wmi 'Win32_Service')) {
        $state = 'running'
        if ($service.State -eq 'Stopped') { $state = 'stopped' }
        [ordered]@{
            name = $service.Name; label = $service.DisplayName; state = $state
            start = ([string]$service.StartMode).ToLowerInvariant(); account = $service.StartName
            path = $service.PathName
        }
    }
}

# What starts by itself when somebody signs in: Run keys and startup folders.
function Read-Autostart {
    $branch = 'Microsoft\Windows\CurrentVersion\'
    foreach ($root in 'HKLM:\SOFTWARE\', 'HKLM:\SOFTWARE\WOW6432Node\', 'HKCU:\Software\') {
        foreach ($leaf in 'Run', 'RunOnce') {
            $path = $root + $branch + $leaf
            if (-not (Test-Path -LiteralPath $path)) { continue }
            $key = Get-Item -LiteralPath $path
            foreach ($name in $key.GetValueNames()) {
                if ($name) { [ordered]@{ name = $name; command = [string]$key.GetValue($name); place = $path } }
            }
        }
    }
    $common = $env:ProgramData + '\Microsoft\Windows\Start Menu\Programs\StartUp'
    foreach ($folder in [Environment]::GetFolderPath('Startup'), $common) {
        if (-not $folder -or -not (Test-Path -LiteralPath $folder)) { continue }
        foreach ($file in @(Get-ChildItem -LiteralPath $folder | Where-Object { $_.Name -ne 'desktop.ini' })) {
            [ordered]@{ name = $file.Name; command = $file.FullName; place = $folder }
        }
    }
}

# The names of processes by number.
function Get-ProcessNames {
    $names = @{}
    foreach ($process in @(Get-Process)) { $names[[int]$process.Id] = $process.ProcessName }
    return $names
}

function New-Port([string]$Protocol, [string]$Address, [int]$Port, [string]$Process) {
    return [ordered]@{ protocol = $Protocol; address = $Address; port = $Port; process = $Process }
}

# Listening ports with their process.
function Read-Ports {
    $names = Get-ProcessNames
    if (-not (Get-Command Get-NetTCPConnection -ErrorAction SilentlyContinue)) {
        Read-Netstat $names
        return
    }
    foreach ($entry in @(Get-NetTCPConnection -State Listen -ErrorAction SilentlyContinue)) {
        New-Port 'tcp' $entry.LocalAddress $entry.LocalPort ([string]$names[[int]$entry.OwningProcess])
    }
    foreach ($entry in @(Get-NetUDPEndpoint -ErrorAction SilentlyContinue)) {
        New-Port 'udp' $entry.LocalAddress $entry.LocalPort ([string]$names[[int]$entry.OwningProcess])
    }
}

# The same before Windows 8. A port that listens has no other end, in every language.
function Read-Netstat($Names) {
    foreach ($line in @(& "$env:SystemRoot\System32\netstat.exe" -ano)) {
        if ($line -match '^\s*TCP\s+(\S+):(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+\S+\s+(\d+)') {
            New-Port 'tcp' $matches[1].Trim('[', ']') ([int]$matches[2]) ([string]$Names[[int]$matches[3]])
        } elseif ($line -match '^\s*UDP\s+(\S+):(\d+)\s+\*:\*\s+(\d+)') {
            New-Port 'udp' $matches[1].Trim('[', ']') ([int]$matches[2]) ([string]$Names[[int]$matches[3]])
        }
    }
}

# Software by which somebody elsewhere can work on this computer, from programs, services and processes.
function Read-RemoteTools {
    $seen = @($report['programs'] | ForEach-Object { $_['name'] })
    $seen += @($report['services'] | ForEach-Object { [string]$_['name'] + ' ' + [string]$_['label'] })
    $seen += @((Get-ProcessNames).Values)
    foreach ($tool in $RemoteTools) {
        $name, $pattern = $tool.Split('=')
        if (@($seen | Where-Object { $_ -match $pattern }).Count -gt 0) { $name }
    }
}
