# Completes plimsoll in PowerShell. In this shell: plimsoll completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName plimsoll -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    & plimsoll __complete words @words "+$wordToComplete" 2>$null | Where-Object { -not $_.StartsWith(':') } | ForEach-Object {
        $value, $what = $_.Split([char]9, 2)
        if (-not $what) { $what = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $what)
    }
}
