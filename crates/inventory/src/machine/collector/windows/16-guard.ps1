
# A text for people; {0} is replaced by Value.
function Get-Text([string]$Name, [string]$Value = '') {
    return [regex]::Unescape($Texts[$Name]).Replace('{0}', $Value)
}

# Where AppLocker or Windows Defender Application Control limits scripts, nothing below would work; nothing above needs
# more than they allow.
if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-Warning (Get-Text 'limited')
    exit 1
}

$Invariant = [System.Globalization.CultureInfo]::InvariantCulture
$Unread = New-Object System.Collections.ArrayList

# Notes what could not be read, and why.
function Add-Unread([string]$Section, [string]$Why) {
    [void]$Unread.Add([ordered]@{ section = $Section; why = $Why })
}

# The sentence for an error: forbidden, not there, or failed with the message of Windows.
function Get-Why($Record) {
    $exception = $Record.Exception
    while ($null -ne $exception.InnerException) { $exception = $exception.InnerException }
    $native = [string]$exception.NativeErrorCode
    $denied = ($exception -is [System.UnauthorizedAccessException]) -or
        ($exception -is [System.Security.SecurityException]) -or
        ($native -eq 'AccessDenied') -or
        ($exception.HResult -eq -2147024891) -or
        ($exception.HResult -eq -2147217405)
    if ($denied) { return (Get-Text 'denied') }
    $absent = ($exception -is [System.Management.Automation.CommandNotFoundException]) -or
        ($native -eq 'InvalidClass') -or ($native -eq 'InvalidNamespace') -or ($native -eq 'NotFound')
    if ($absent) { return (Get-Text 'absent') }
    $message = ([string]$exception.Message).Trim()
    return (Get-Text 'failed' $message)
}

# Runs one section. Whatever fails is noted, and the next section follows.
function Read-Section([string]$Section, [scriptblock]$Body) {
    try { & $Body } catch { Add-Unread $Section (Get-Why $_) }
}
