// build.gradle.kts: implementation("net.openid:appauth:0.11.1"), and in android.defaultConfig:
//   manifestPlaceholders["appAuthRedirectScheme"] = {{redirect_scheme}}
import android.app.Activity
import android.content.Intent
import android.net.Uri
import net.openid.appauth.AuthorizationException
import net.openid.appauth.AuthorizationRequest
import net.openid.appauth.AuthorizationResponse
import net.openid.appauth.AuthorizationService
import net.openid.appauth.AuthorizationServiceConfiguration
import net.openid.appauth.ResponseTypeValues

class SignIn(private val activity: Activity) {
    private val service = AuthorizationService(activity)

    fun start() {
        AuthorizationServiceConfiguration.fetchFromIssuer(Uri.parse({{issuer}})) { configuration, error ->
            if (configuration == null) throw error!!
            val redirectUri = Uri.parse({{redirect_uri}})
            val request = AuthorizationRequest.Builder(configuration, {{client_id}}, ResponseTypeValues.CODE, redirectUri)
                .setScope({{scope}})
                .build()
            activity.startActivityForResult(service.getAuthorizationRequestIntent(request), 1)
        }
    }

    // Call this from onActivityResult.
    fun finish(answer: Intent) {
        val response = AuthorizationResponse.fromIntent(answer) ?: throw AuthorizationException.fromIntent(answer)!!
        service.performTokenRequest(response.createTokenExchangeRequest()) { tokens, error ->
            println(tokens?.idToken ?: error)
        }
    }
}
