## Why a sign-in does not go on

refused-heading = You cannot sign in to { $client }
refused-uninvited = { $client } is for people who were invited. Ask the people who run it for an invitation.
refused-domain = { $client } does not accept email addresses of this domain. Sign in with another one.
refused-disabled = This account is disabled. Ask the people who run { $client }.
refused-other = Use another account

ended-heading = This sign-in is over
ended-lead = It was finished or canceled before. Go back to { $client } to sign in again.

elsewhere-heading = This sign-in began in another browser
elsewhere-lead = For your safety it can only be finished there. You can start it again in this browser.

cookies-heading = Your browser does not keep cookies
cookies-lead = Signing in takes one cookie. Allow cookies for this site, then start again.

expired-heading = This sign-in has expired
expired-lead = It was left alone for too long. Go back to { $client } to sign in again.

unavailable-heading = You cannot sign in to { $client } yet
unavailable-lead = Its sign-in is not set up completely. Tell the people who run it, and give them the reference.

off-heading = { $client } is switched off
off-lead = Nobody can sign in to it at the moment. Ask the people who run it.

too-many-heading = Too many tries
too-many-lead = { $count ->
    [one] Wait 1 minute, then try again.
   *[other] Wait { $count } minutes, then try again.
  }

loop-heading = { $client } keeps sending you back
loop-lead = You are signed in, but { $client } asks again and again. Close its tabs and open it anew. If that does not help, tell the people who run it.

request-heading = { $client } sent a request that cannot be answered
request-heading-unknown = This request cannot be answered
request-lead = You can do nothing about it. Tell the people who run the application, and give them the reference.

missing-heading = There is no page here
missing-lead = The address may be mistyped. Go back to the application to sign in again.

foreign-heading = This was not sent from our page
foreign-lead = Nothing was changed. Open the page again, then try once more.

unread-heading = This could not be read
unread-lead = Nothing was changed. Go back to the page before, then try again.

fault-heading = This does not work at the moment
fault-lead = It is not your fault, and nothing was changed. Try again in a minute. If it goes on, tell the people who run the application, and give them the reference.
fault-kept = What you typed is kept on this page.

## Notes on a page

note-sent-again = A new code is on its way. Only the latest one works.
note-not-yet = { $count ->
    [one] Wait 1 second before you ask for another code.
   *[other] Wait { $count } seconds before you ask for another code.
  }
note-started-over = You were away for more than an hour, so this sign-in starts over.

## What was typed wrong

error-email = Enter an email address such as ada@example.com.
error-domain = { $client } does not accept email addresses of this domain. Use another one.
error-mobile = Enter a mobile number with its country code, such as +49 151 23456789.
error-mobile-kind = Enter a number that can receive text messages.
error-code-empty = Enter the code from the message.
error-code-wrong = { $count ->
    [one] Wrong code. You have 1 try left.
   *[other] Wrong code. You have { $count } tries left.
  }
error-code-over = This code no longer works. Send a new one.
error-missing = Fill in this field.
error-short = { $count ->
    [one] Use at least 1 character.
   *[other] Use at least { $count } characters.
  }
error-long = { $count ->
    [one] Use at most 1 character.
   *[other] Use at most { $count } characters.
  }
error-invisible = Remove the invisible character { $character }.
error-alphabets = “{ $word }” mixes alphabets. Use one alphabet in a word.
error-birthdate = Enter a day in the past, such as 1990-12-31.
error-choice = Choose one of the list.
error-document = Check this box to go on.

## Messages

message-code-subject = Your code for { $client }
message-code-lead = Enter this code on the page where you sign in:
message-code-lifetime = { $count ->
    [one] It works once, for 1 minute.
   *[other] It works once, for { $count } minutes.
  }
message-code-warning = If you are not signing in, you need not do anything. Tell the code to nobody, not even to us.
