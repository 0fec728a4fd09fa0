# Completes plimsoll in fish. For good: plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish
function __plimsoll_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found (command $words[1] __complete words $words[2..-1] "+$current" 2>/dev/null)
    switch "$found[1]"
        case ':files*'
            __fish_complete_path (string replace -r -- '^--[\w-]+=' '' "$current")
        case ':folders*'
            __fish_complete_directories (string replace -r -- '^--[\w-]+=' '' "$current")
        case '*'
            test (count $found) -gt 0; and printf '%s\n' $found
    end
end
complete -c plimsoll -f -k -a '(__plimsoll_complete)'
