
# Local users: enabled, last logon, day of the password.
function Read-Users {
    $users = $null
    try { $users = @(Get-LocalUser) } catch { $users = $null }
    if ($users) {
        foreach ($user in $users) {
            [ordered]@{
                name = $user.Name; full_name = [string]$user.FullName; enabled = [bool]$user.Enabled
                last_logon = (ConvertTo-Day $user.LastLogon); password_set = (ConvertTo-Day $user.PasswordLastSet)
            }
        }
        return
    }
    # Without the module (before Windows 10, or 32-bit PowerShell): ADSI knows the same.
    foreach ($user in @(Get-AdsiUser)) {
        $age = Get-AdsiValue $user 'PasswordAge'
        $set = $null
        if ($age -gt 0) { $set = (Get-Date).AddSeconds(-1 * [double]$age) }
        [ordered]@{
            name = [string](Get-AdsiValue $user 'Name'); full_name = [string](Get-AdsiValue $user 'FullName')
            enabled = (([int](Get-AdsiValue $user 'UserFlags') -band 2) -eq 0)
            last_logon = (ConvertTo-Day (Get-AdsiValue $user 'LastLogin')); password_set = (ConvertTo-Day $set)
        }
    }
}

# Members of the administrators. The group is found by its SID, because its name depends on the language, and through
# ADSI, because Get-LocalGroupMember gives up when one member no longer exists.
function Read-Admins {
    $sid = New-Object System.Security.Principal.SecurityIdentifier $Administrators
    $group = $sid.Translate([System.Security.Principal.NTAccount]).Value.Split('\')[-1]
    $object = [ADSI]('WinNT://' + $env:COMPUTERNAME + '/' + $group + ',group')
    foreach ($member in @($object.psbase.Invoke('Members'))) {
        $path = [string]$member.GetType().InvokeMember('ADsPath', 'GetProperty', $null, $member, $null)
        $class = [string]$member.GetType().InvokeMember('Class', 'GetProperty', $null, $member, $null)
        $parts = $path.Replace('WinNT://', '').Split('/')
        $name = $parts[-1]
        # WinNT://WORKGROUP/PC01/tanaka is local; WinNT://CLINIC/Domain Admins is of a domain.
        if ($parts.Count -ge 2 -and $parts[-2] -ne $env:COMPUTERNAME) { $name = $parts[-2] + '\' + $name }
        [ordered]@{ name = $name; kind = $class.ToLowerInvariant() }
    }
}

# The days of a number of seconds; 0 where Windows means "never".
function ConvertTo-Days($Seconds) {
    if ($null -eq $Seconds) { return $null }
    if ([double]$Seconds -lt 0 -or [double]$Seconds -ge 4294967295) { return 0 }
    return [int][Math]::Floor([double]$Seconds / 86400)
}

# The rules for passwords and lockout, from any local user: ADSI hands them out there, as numbers in every language.
function Read-Password {
    $user = @(Get-AdsiUser)[0]
    $password = [ordered]@{
        min_length = (Get-AdsiValue $user 'MinPasswordLength'); mixed = $null
        max_age_days = (ConvertTo-Days (Get-AdsiValue $user 'MaxPasswordAge'))
        history = (Get-AdsiValue $user 'PasswordHistoryLength')
        lockout_threshold = (Get-AdsiValue $user 'MaxBadPasswordsAllowed')
    }
    if ($null -eq $password['min_length']) { Read-NetAccounts $password }
    if ($IsAdmin) {
        Read-Section 'password' { $password['mixed'] = Read-Complexity }
    } else {
        Add-Unread 'password' (Get-Text 'complexity')
    }
    if ($report['host']['domain']) { Add-Unread 'password' (Get-Text 'domain') }
    return $password
}

# The same from "net accounts": its words are translated, the order of its lines is not.
function Read-NetAccounts($Password) {
    $lines = @(& "$env:SystemRoot\System32\net.exe" accounts 2>$null | Where-Object { $_ -match '\S' })
    if ($lines.Count -lt 9) { throw (Get-Text 'absent') }
    $last = @(foreach ($line in $lines) {
        $number = 0
        if ($line -match '(\d+)\s*$') { $number = [int]$matches[1] }
        $number
    })
    $Password['max_age_days'] = $last[2]
    $Password['min_length'] = $last[3]
    $Password['history'] = $last[4]
    $Password['lockout_threshold'] = $last[5]
}

# Whether passwords must mix letters, digits and signs: only administrators may export that.
function Read-Complexity {
    $file = [System.IO.Path]::GetTempFileName()
    try {
        & "$env:SystemRoot\System32\secedit.exe" /export /areas SECURITYPOLICY /cfg $file /quiet | Out-Null
        $line = @(Get-Content -LiteralPath $file | Where-Object { $_ -match '^\s*PasswordComplexity\s*=' })[0]
        if ($null -eq $line) { return $null }
        return [bool]($line -match '=\s*1')
    } finally {
        Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue
    }
}
