## Words that several pages have

continue = Continue
cancel = Cancel
error = Error:
optional = (optional)
return-to = Return to { $client }
application = the application
open-again = Open the page again
send-again = Send again
try-again = Try again
start-again = Start again
reference = Reference
page-description = Where users of { $client } sign in.
problems = { $count ->
    [one] 1 problem to fix
   *[other] { $count } problems to fix
  }

## Start of a sign-in

identify-heading = Sign in to { $client }
identify-email = Email
identify-mobile = Mobile number
identify-mobile-hint = With its country code, such as +49 151 23456789
identify-remember = Keep me signed in
identify-new-email = No account yet? Continue with your email to create one.
identify-new-mobile = No account yet? Continue with your mobile number to create one.

## Code

code-heading-email = Check your email
code-heading-mobile = Check your phone
code-sent = We sent a code to { $to }.
code-label = Code
code-resend = Send a new code
code-resend-in = { $count ->
    [one] You can have a new code sent in 1 second.
   *[other] You can have a new code sent in { $count } seconds.
  }
code-no-more-email = No more codes are sent for this sign-in. Use another email, or start again later.
code-no-more-mobile = No more codes are sent for this sign-in. Use another number, or start again later.
code-other-email = Use another email
code-other-mobile = Use another number

## Details

details-heading-new = Create your account
details-heading-known = Complete your account
details-lead-new = { $client } asks for this when you register.
details-lead-known = { $client } needs a little more before you continue.
details-create = Create account
details-terms = I accept the terms of use
details-terms-link = Read the terms of use (opens a new tab)
details-privacy = I have read the privacy notice
details-privacy-link = Read the privacy notice (opens a new tab)
details-choose = Choose one
field-given-name = Given name
field-family-name = Family name
field-display-name = Display name
field-birthdate = Birthdate
field-mobile = Mobile number
field-email = Email address
field-address = Address
field-locale = Language

## Confirmation

confirm-heading = Continue to { $client }
confirm-lead = You are already signed in in this browser.
confirm-continue = Continue as { $name }
confirm-other = Use another account

## End

leaving-heading = Returning to { $client }
leaving-lead = If nothing happens, use the button.
done-heading = You are signed in to { $client }
done-lead = This sign-in is finished. You can close this page.

## Sign-out

sign-out-heading = Sign out of { $client }?
sign-out-lead = This ends your session in this browser, also for other services that you reached with it.
sign-out = Sign out
sign-out-stay = Stay signed in
signed-out-heading = You are signed out
signed-out-lead = You can close this page.
stayed-heading = You are still signed in
stayed-lead = Nothing was changed. You can close this page.
