/// How the tokens of an agent are signed.
enum Algorithm {
  RS256,
  ES256
}
