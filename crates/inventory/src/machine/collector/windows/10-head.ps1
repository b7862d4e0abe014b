<#
.SYNOPSIS
Takes an inventory of this Windows computer and writes it into one JSON file.

.DESCRIPTION
Part of Tate. Plain text, so that it can be read before it is run.

- It only reads. It changes no setting, installs nothing, downloads nothing and sends nothing anywhere.
- An ordinary user may run it. What that user may not see is listed under "unread" in the file.
- Windows PowerShell 5.1, as it comes with Windows 10, 11 and Server 2016 and later. No modules beyond Windows.
- ASCII only: no mail gateway, editor or code page can break it. Japanese texts are written as \u escapes; the page
  docs/collector.md has them in plain Japanese.

.PARAMETER Out
Where to write. Without it: tate-COMPUTER-YYYYMMDD.json beside this script.

.EXAMPLE
powershell.exe -NoProfile -ExecutionPolicy Bypass -File .\tate-collect.ps1

.EXAMPLE
powershell.exe -NoProfile -ExecutionPolicy Bypass -File .\tate-collect.ps1 -Out E:\pc01.json
#>
#requires -Version 3.0
param([string]$Out = '')

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$ScriptVersion = '1.0'
$Administrators = 'S-1-5-32-544'
