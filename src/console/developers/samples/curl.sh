# What the provider says about itself
curl --fail {{discovery}}

# 1. Make a secret for this sign-in (PKCE).
verifier=$(openssl rand -base64 48 | tr '+/' '-_' | tr -d '=\n')
challenge=$(printf '%s' "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')

# 2. Open this address in a browser, sign in, and copy the code from the address that you are sent back to.
echo {{authorization_request}}"&state=$(openssl rand -hex 16)&code_challenge_method=S256&code_challenge=$challenge"
read -r code

# 3. Exchange the code for tokens. {{secret}}
curl --fail {{token_endpoint}} {{authentication}} \
  --data grant_type=authorization_code \
  --data-urlencode redirect_uri={{redirect_uri}} \
  --data-urlencode code="$code" \
  --data-urlencode code_verifier="$verifier"
