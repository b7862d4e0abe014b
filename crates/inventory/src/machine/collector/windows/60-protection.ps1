
# Virus protection. Clients list every product in SecurityCenter2; Defender also tells the day of its definitions.
function Read-Antivirus {
    $defender = $null
    try { $defender = Get-MpComputerStatus } catch { $defender = $null }
    $products = @()
    try { $products = @(Get-Wmi 'AntiVirusProduct' 'root\SecurityCenter2') } catch { $products = @() }
    $others = 0
    foreach ($product in $products) {
        # The second byte of the state says whether it runs, the third whether its definitions are old.
        $state = [int]$product.productState
        if ($product.displayName -match '^(Windows|Microsoft) Defender' -and $null -ne $defender) { continue }
        $others += 1
        [ordered]@{
            name = $product.displayName; on = (($state -band 0xF000) -eq 0x1000)
            current = (($state -band 0xF0) -eq 0); definitions = $null
        }
        Add-Unread 'antivirus' (Get-Text 'definitions' $product.displayName)
    }
    if ($null -ne $defender) {
        $on = [bool]($defender.AntivirusEnabled -and $defender.RealTimeProtectionEnabled)
        # Beside another product Defender steps back by itself: that is no fault and not worth a line.
        if ($on -or $others -eq 0) {
            [ordered]@{
                name = 'Microsoft Defender'; on = $on; current = [bool]($defender.AntivirusSignatureAge -le 7)
                definitions = (ConvertTo-Day $defender.AntivirusSignatureLastUpdated)
            }
        }
    } elseif ($others -eq 0) {
        Add-Unread 'antivirus' (Get-Text 'no_antivirus')
    }
}

# The firewall by profile, with group policy taken into account; and firewalls of other makers.
function Read-Firewall {
    try {
        $policy = New-Object -ComObject HNetCfg.FwPolicy2
        foreach ($entry in @('domain', 1), @('private', 2), @('public', 4)) {
            [ordered]@{ name = $entry[0]; on = [bool]$policy.FirewallEnabled($entry[1]); kind = 'profile' }
        }
    } catch {
        foreach ($entry in @(Get-NetFirewallProfile)) {
            $on = ([string]$entry.Enabled -eq 'True')
            [ordered]@{ name = $entry.Name.ToLowerInvariant(); on = $on; kind = 'profile' }
        }
    }
    $products = @()
    try { $products = @(Get-Wmi 'FirewallProduct' 'root\SecurityCenter2') } catch { $products = @() }
    foreach ($product in $products) {
        $on = (([int]$product.productState -band 0xF000) -eq 0x1000)
        [ordered]@{ name = $product.displayName; on = $on; kind = 'product' }
    }
}

# Encryption of the fixed drives. BitLocker's own interface is for administrators; the property that the Explorer
# draws its padlock from is for everybody. Suspended (5) and unfinished (3, 4) do not protect.
function Read-Encryption {
    $shell = New-Object -ComObject Shell.Application
    $words = @{ 1 = 'on'; 2 = 'off'; 3 = 'encrypting'; 4 = 'decrypting'; 5 = 'suspended'; 6 = 'locked' }
    foreach ($drive in @(Get-Wmi 'Win32_LogicalDisk' 'root\cimv2' 'DriveType=3')) {
        $value = $null
        try { $value = $shell.NameSpace($drive.DeviceID + '\').Self.ExtendedProperty('System.Volume.BitLockerProtection') } catch { $value = $null }
        $on = $null
        if ($null -ne $value -and $words.ContainsKey([int]$value)) {
            $on = ([int]$value -eq 1 -or [int]$value -eq 6)
        } else {
            Add-Unread 'encryption' (Get-Text 'encryption' $drive.DeviceID)
        }
        $detail = $null
        if ($null -ne $on) { $detail = $words[[int]$value] }
        [ordered]@{ drive = $drive.DeviceID; on = $on; detail = $detail }
    }
}

# What is set about USB storage, and what follows from it.
function Read-Usb {
    $policies = 'SOFTWARE\Policies\Microsoft\Windows\'
    $disk = $policies + 'RemovableStorageDevices\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}'
    $settings = @(
        @('HKLM:\SYSTEM\CurrentControlSet\Services\USBSTOR', 'Start'),
        @(('HKLM:\' + $policies + 'RemovableStorageDevices'), 'Deny_All'),
        @(('HKCU:\' + $policies + 'RemovableStorageDevices'), 'Deny_All'),
        @(('HKLM:\' + $disk), 'Deny_Read'), @(('HKCU:\' + $disk), 'Deny_Read'),
        @(('HKLM:\' + $disk), 'Deny_Write'), @(('HKCU:\' + $disk), 'Deny_Write'),
        @('HKLM:\SYSTEM\CurrentControlSet\Control\StorageDevicePolicies', 'WriteProtect'),
        @('HKLM:\SYSTEM\CurrentControlSet\Policies\Microsoft\FVE', 'RDVDenyWriteAccess'),
        @(('HKLM:\' + $policies + 'DeviceInstall\Restrictions'), 'DenyRemovableDevices'),
        @(('HKLM:\' + $policies + 'DeviceInstall\Restrictions'), 'DenyUnspecified')
    )
    $set = @{}
    $detail = @()
    foreach ($setting in $settings) {
        $value = Get-RegistryValue $setting[0] $setting[1]
        if ($null -eq $value) { continue }
        $detail += ($setting[0] + '\' + $setting[1] + '=' + $value)
        if ($value -gt [int]$set[$setting[1]]) { $set[$setting[1]] = [int]$value }
    }
    $control = 'open'
    if ($set['Deny_Write'] -eq 1 -or $set['WriteProtect'] -eq 1 -or $set['RDVDenyWriteAccess'] -eq 1) { $control = 'readonly' }
    # Devices that were installed before such a rule stay usable: at most an allow list.
    if ($set['DenyRemovableDevices'] -eq 1 -or $set['DenyUnspecified'] -eq 1) { $control = 'allowlist' }
    if ($set['Start'] -eq 4 -or $set['Deny_All'] -eq 1 -or $set['Deny_Read'] -eq 1) { $control = 'blocked' }
    $products = @($report['programs'] | Where-Object { $_['name'] -match $DeviceControl } | ForEach-Object { $_['name'] })
    if ($control -eq 'open' -and $products.Count -gt 0) {
        $control = $null
        Add-Unread 'usb' (Get-Text 'usb_product' ($products -join ', '))
    }
    return [ordered]@{ control = $control; detail = $detail }
}

# USB storage that was ever connected: Windows remembers it.
function Read-UsbSeen {
    $root = 'HKLM:\SYSTEM\CurrentControlSet\Enum\USBSTOR'
    if (-not (Test-Path -LiteralPath $root)) { return }
    foreach ($model in @(Get-ChildItem -LiteralPath $root)) {
        foreach ($device in @(Get-ChildItem -LiteralPath $model.PSPath -ErrorAction SilentlyContinue)) {
            $name = [string]$device.GetValue('FriendlyName')
            if (-not $name) { $name = $model.PSChildName }
            [ordered]@{ name = $name; serial = ($device.PSChildName -replace '&\d+$', '') }
        }
    }
}
