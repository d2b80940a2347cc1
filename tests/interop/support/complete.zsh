# Types a line into a zsh of its own, with Tab behind it, and prints what zsh found: complete.zsh SCRIPT LINE
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "PROMPT=; autoload -Uz compinit; compinit -u -D; source '$1'"
# What completions offer goes through here; calls that only fill arrays offer nothing.
zpty -w inner 'compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
    local -a hits; builtin compadd -A hits "$@"
    (( $#hits )) && print -r -- && print -rl -- ${hits/#/HIT }
    builtin compadd "$@"
}
bindkey "^I" complete-word
finish() { print -r -- FINI""SHED; zle kill-buffer }
zle -N finish; bindkey "^O" finish
print REA""DY'
zpty -r inner seen '*READY*'
zpty -n -w inner "$2"$'\t\x0f'
zpty -r inner seen '*FINISHED*'
print -r -- "$seen"
zpty -d inner
