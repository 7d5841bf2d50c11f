// Swift package: https://github.com/openid/AppAuth-iOS
import AppAuth
import UIKit

final class SignIn {
    private var session: OIDExternalUserAgentSession?
    private(set) var state: OIDAuthState?

    func start(from controller: UIViewController) {
        let issuer = URL(string: {{issuer}})!
        OIDAuthorizationService.discoverConfiguration(forIssuer: issuer) { configuration, error in
            guard let configuration else { return print(error as Any) }
            let request = OIDAuthorizationRequest(
                configuration: configuration,
                clientId: {{client_id}},
                scopes: {{scope}}.components(separatedBy: " "),
                redirectURL: URL(string: {{redirect_uri}})!,
                responseType: OIDResponseTypeCode,
                additionalParameters: nil)
            self.session = OIDAuthState.authState(byPresenting: request, presenting: controller) { state, error in
                self.state = state
                print(state?.lastTokenResponse?.idToken ?? error as Any)
            }
        }
    }
}
