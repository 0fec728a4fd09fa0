# Completes plimsoll in bash. In this shell: source <(plimsoll completion bash)
_plimsoll() {
  local line="${COMP_LINE:0:COMP_POINT}" cur="${COMP_WORDS[COMP_CWORD]}" value what
  local IFS=$'\n'
  COMPREPLY=()
  [[ $cur == "=" ]] && cur=""
  while IFS=$'\t' read -r value what; do
    case $value in
      :files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
      :folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
      *)
        # Bash replaces only what stands behind an equals sign.
        [[ $COMP_WORDBREAKS == *=* ]] && value="${value#--*=}"
        COMPREPLY+=("$value")
        ;;
    esac
  done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete line "$line" 2>/dev/null)
}
complete -F _plimsoll plimsoll
