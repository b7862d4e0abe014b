
# Maker, model, serial number and UUID; and what kind of machine it is.
function Read-Machine {
    $record = [ordered]@{
        name = $env:COMPUTERNAME; domain = $null; maker = $null; model = $null
        serial = $null; uuid = $null; kind = 'pc'; virtual = $null
    }
    Read-Section 'host' {
        $system = Get-Wmi 'Win32_ComputerSystem'
        $record['maker'] = $system.Manufacturer
        $record['model'] = $system.Model
        $record['virtual'] = [bool]($system.Model -match 'Virtual|VMware|KVM|HVM')
        if ($system.PartOfDomain) { $record['domain'] = $system.Domain }
    }
    Read-Section 'host' { $record['serial'] = @(Get-Wmi 'Win32_BIOS')[0].SerialNumber }
    Read-Section 'host' { $record['uuid'] = @(Get-Wmi 'Win32_ComputerSystemProduct')[0].UUID }
    Read-Section 'host' {
        if ((Get-Wmi 'Win32_OperatingSystem').ProductType -ne 1) {
            $record['kind'] = 'server'
        } elseif (@((Get-Wmi 'Win32_SystemEnclosure') | ForEach-Object { $_.ChassisTypes }) -contains 30) {
            $record['kind'] = 'tablet'
        }
    }
    return $record
}

# Caption, release (24H2), edition, and the build with its revision, which says how far it is patched.
function Read-System {
    $path = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $record = [ordered]@{
        family = 'windows'; name = $null; edition = (Get-RegistryValue $path 'EditionID'); release = $null
        build = $null; arch = $env:PROCESSOR_ARCHITECTURE; installed = $null
    }
    if ($env:PROCESSOR_ARCHITEW6432) { $record['arch'] = $env:PROCESSOR_ARCHITEW6432 }
    foreach ($name in 'DisplayVersion', 'ReleaseId', 'CSDVersion') {
        if (-not $record['release']) { $record['release'] = Get-RegistryValue $path $name }
    }
    $build = [string](Get-RegistryValue $path 'CurrentBuild')
    $revision = Get-RegistryValue $path 'UBR'
    $record['build'] = $build
    if ($null -ne $revision) { $record['build'] = $build + '.' + $revision }
    # The product name in the registry still says Windows 10 on Windows 11.
    $record['name'] = [string](Get-RegistryValue $path 'ProductName')
    if ([int]$build -ge 22000) { $record['name'] = $record['name'].Replace('Windows 10', 'Windows 11') }
    Read-Section 'os' {
        $system = Get-Wmi 'Win32_OperatingSystem'
        $record['name'] = ([string]$system.Caption).Trim()
        $record['installed'] = ConvertTo-Day $system.InstallDate
    }
    return $record
}

# Updates: what the system lists, and the history of Windows Update on this computer. Nothing is searched for online.
function Read-Updates {
    $found = @{}
    Read-Section 'updates' {
        foreach ($fix in @(Get-Wmi 'Win32_QuickFixEngineering')) {
            if (-not $fix.HotFixID) { continue }
            $found[$fix.HotFixID] = [ordered]@{
                name = $fix.HotFixID; title = $fix.Description; day = (ConvertTo-Day $fix.InstalledOn)
            }
        }
    }
    Read-Section 'updates' {
        $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
        $count = [Math]::Min([int]$searcher.GetTotalHistoryCount(), 300)
        if ($count -gt 0) {
            foreach ($entry in @($searcher.QueryHistory(0, $count))) {
                # Installations that succeeded; KB2267602 and KB4052623 are Defender's definitions and engine.
                if ($entry.Operation -ne 1 -or $entry.ResultCode -ne 2) { continue }
                $name = [string]$entry.Title
                if ($name -match 'KB2267602|KB4052623') { continue }
                if ($name -match 'KB\d{6,8}') { $name = $matches[0] }
                $day = ConvertTo-Day ($entry.Date.ToLocalTime())
                if (-not $found.ContainsKey($name)) {
                    $found[$name] = [ordered]@{ name = $name; title = [string]$entry.Title; day = $day }
                } elseif ([string]$found[$name]['day'] -lt [string]$day) {
                    $found[$name]['day'] = $day
                }
            }
        }
    }
    $found.Values | Sort-Object -Property @{ Expression = { [string]$_['day'] } } -Descending
}

# Programs from the uninstall keys. Win32_Product is never asked: that would start repairs.
function Read-Programs {
    $branch = 'Microsoft\Windows\CurrentVersion\Uninstall'
    $seen = @{}
    foreach ($root in ('HKLM:\SOFTWARE\' + $branch), ('HKLM:\SOFTWARE\WOW6432Node\' + $branch), ('HKCU:\Software\' + $branch)) {
        if (-not (Test-Path -LiteralPath $root)) { continue }
        foreach ($key in @(Get-ChildItem -LiteralPath $root -ErrorAction SilentlyContinue)) {
            $name = ([string]$key.GetValue('DisplayName')).Trim()
            if (-not $name -or $key.GetValue('SystemComponent') -eq 1 -or $key.GetValue('ParentKeyName')) { continue }
            $version = [string]$key.GetValue('DisplayVersion')
            if ($seen.ContainsKey($name + '|' + $version)) { continue }
            $seen[$name + '|' + $version] = $true
            [ordered]@{
                name = $name; version = $version; publisher = [string]$key.GetValue('Publisher')
                installed = (ConvertTo-Day $key.GetValue('InstallDate'))
            }
        }
    }
    if ($env:PROCESSOR_ARCHITEW6432) { Add-Unread 'programs' (Get-Text 'bits') }
}
