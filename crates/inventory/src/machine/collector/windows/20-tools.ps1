
# A value of the registry, or $null.
function Get-RegistryValue([string]$Path, [string]$Name) {
    if (-not (Test-Path -LiteralPath $Path)) { return $null }
    return (Get-Item -LiteralPath $Path).GetValue($Name, $null)
}

# Instances of a WMI class.
function Get-Wmi([string]$Class, [string]$Namespace = 'root\cimv2', [string]$Filter = '') {
    $arguments = @{ Namespace = $Namespace; ClassName = $Class; ErrorAction = 'Stop' }
    if ($Filter) { $arguments['Filter'] = $Filter }
    Get-CimInstance @arguments
}

# A property of an ADSI object, or $null: asking for one that is not set is an error there.
function Get-AdsiValue($Object, [string]$Name) {
    try { return $Object.psbase.Properties[$Name].Value } catch { return $null }
}

# The local users as ADSI objects.
function Get-AdsiUser {
    $computer = [ADSI]('WinNT://' + $env:COMPUTERNAME + ',computer')
    foreach ($child in $computer.psbase.Children) {
        if ($child.psbase.SchemaClassName -eq 'User') { $child }
    }
}

# A day as YYYY-MM-DD whatever Windows hands out: a time, 20261110, 11/10/2026 (always month first), a file time in hex.
function ConvertTo-Day($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [datetime]) {
        if ($Value.Year -lt 1990) { return $null }
        return $Value.ToString('yyyy-MM-dd', $Invariant)
    }
    $text = ([string]$Value).Trim()
    if ($text -match '^((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?:\d{6}\..*)?$') {
        return $matches[1] + '-' + $matches[2] + '-' + $matches[3]
    }
    if ($text -match '^(\d{1,2})/(\d{1,2})/(\d{4})') {
        return $matches[3] + '-' + $matches[1].PadLeft(2, '0') + '-' + $matches[2].PadLeft(2, '0')
    }
    if ($text -match '^[0-9a-fA-F]{16}$') {
        return (ConvertTo-Day ([datetime]::FromFileTime([Convert]::ToInt64($text, 16))))
    }
    return $null
}

# A string of JSON. Long texts are cut: no field of an inventory needs more.
function ConvertTo-JsonString([string]$Text) {
    if ($Text.Length -gt 2000) { $Text = $Text.Substring(0, 2000) }
    $Text = $Text.Replace('\', '\\').Replace('"', '\"')
    if ($Text -match '[\x00-\x1f\x7f]') {
        $builder = New-Object System.Text.StringBuilder
        foreach ($char in $Text.ToCharArray()) {
            $code = [int]$char
            if ($code -lt 32 -or $code -eq 127) {
                [void]$builder.Append('\u').Append($code.ToString('x4', $Invariant))
            } else {
                [void]$builder.Append($char)
            }
        }
        $Text = $builder.ToString()
    }
    return '"' + $Text + '"'
}

# JSON of records, lists, texts, numbers and switches. ConvertTo-Json would turn a list of one into its only member.
function ConvertTo-JsonText($Value) {
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { if ($Value) { return 'true' } else { return 'false' } }
    if ($Value -is [string]) { return (ConvertTo-JsonString $Value) }
    if ($Value -is [System.Collections.IDictionary]) {
        $parts = @(foreach ($key in $Value.Keys) {
            (ConvertTo-JsonString ([string]$key)) + ': ' + (ConvertTo-JsonText $Value[$key])
        })
        return '{' + ($parts -join ', ') + '}'
    }
    if ($Value -is [System.Collections.IEnumerable]) {
        $parts = @(foreach ($item in $Value) { ConvertTo-JsonText $item })
        return '[' + ($parts -join ",`n  ") + ']'
    }
    if ($Value -is [int] -or $Value -is [long] -or $Value -is [uint32] -or $Value -is [uint16] -or $Value -is [byte]) {
        return $Value.ToString($Invariant)
    }
    return (ConvertTo-JsonString ([string]$Value))
}
