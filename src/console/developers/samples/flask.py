# pip install Authlib Flask requests
# {{secret}}
import os

from authlib.integrations.flask_client import OAuth{{import}}
from flask import Flask, jsonify

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
oauth = OAuth(app)
oauth.register(
    "provider",
    server_metadata_url={{discovery}},
    client_id={{client_id}},
    client_secret=os.environ[{{variable}}],
    {{authentication}},
    client_kwargs={"scope": {{scope}}, "code_challenge_method": "S256"},
)


@app.get("/sign-in")
def sign_in():
    return oauth.provider.authorize_redirect({{redirect_uri}})


@app.get({{redirect_path}})
def signed_in():
    token = oauth.provider.authorize_access_token()
    return jsonify(token["userinfo"])
