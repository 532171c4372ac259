# What pages say, in English: complete. A key is named by where it stands. Text in quotes of the design is taken word for word.

# Everywhere
undo = Undo
nobody = Nobody
wrong-title = Not yet:

# Times
time-now = now
time-minutes = { $n }m
time-hours = { $n }h
time-days = { $n }d
time-yesterday = yesterday { $clock }
time-tomorrow = tomorrow { $clock }
time-date-clock = { $date }, { $clock }
date-short = { $month } { $day }
date-long = { $month } { $day }, { $year }
day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

# Words of issues
status-backlog = Backlog
status-todo = To do
status-in_progress = In progress
status-in_review = In review
status-done = Done
status-cancelled = Cancelled
priority-none = No priority
priority-low = Low
priority-medium = Medium
priority-high = High
priority-urgent = Urgent

# Navigation
nav-skip = Skip to content
nav-main = Main
nav-home = Belfry, home
nav-find = Find or do…
nav-new = New issue
nav-inbox = Inbox
nav-unread = unread:
nav-work = My work
nav-issues = Issues
nav-board = Board
nav-outbox = Outbox
nav-depth = mails due:
nav-insights = Insights
nav-projects = Projects
nav-settings = Settings
nav-keyboard = Keyboard
nav-theme = Switch light and dark
nav-sign-out = Sign out
nav-sections = Sections
nav-more = More

# Rows
row-select = Select { $key }
row-unread = unread
row-comments = Comments:
row-mail-due = Mail to { $who } is due in

# The bell, word for word
bell-pending-name = Pending mail
bell-held-name = Held mail
bell-sending-name = Mail being sent
bell-mailed-name = Sent mail
bell-cancelled-name = Cancelled mail
bell-failed-name = Failed mail
bell-pending = { $who } will be mailed in { $left }
bell-pending-by-you = You assigned this at { $at }. Until { $until } you can still change your mind.
bell-pending-by = { $by } assigned this at { $at }. Until { $until } it can still be taken back.
bell-held = { $who } will be mailed at { $at }
bell-held-open = { $who } will be mailed when somebody releases it
bell-held-why = Held for { $why }
bell-sending = { $who } is being mailed
bell-attempt = Attempt { $n }
bell-mailed = Mailed { $at } · delivered to smtp
bell-mailed-to = To { $who }. { $said }
bell-cancelled = Cancelled: { $why }
bell-nobody-mailed = Nobody was mailed
bell-failed = { $who } could not be mailed
bell-attempts = { $n ->
    [one] 1 attempt since { $since } · { $said }
   *[other] { $n } attempts since { $since } · { $said }
}
bell-send-now = Send now
bell-send-anyway = Send anyway
bell-cancel = Cancel
bell-hold = Hold
bell-release = Release
bell-try-again = Try again

# Flashes: what an action says on the next page, about $about
flash-signed-out = You are signed out.{ $about }
flash-saved = { $about } saved

# Doors
door-foot = Belfry { $version } on { $host }
door-sign-in-lead = Sign in to the tracker on { $host }.
sign-in-title = Sign in
sign-in-welcome = Welcome back
sign-in-button = Sign in
sign-in-forgot = Forgotten?
sign-in-new = New here?
sign-in-wrong = We know nobody with this e-mail and this password. Try again, or set another password.
sign-in-locked = There were too many wrong passwords for this account. Try again in { $seconds } s, or set another password.
forgotten-title = Set another password
forgotten-lead = We mail you a link. It is good for an hour, and once.
forgotten-button = Mail me the link
forgotten-sent = If there is an account with this address, the link is on its way.
field-email = E-mail
field-password = Password
field-password-help = { $min } characters or more. A short sentence is good.
field-name = Your name
field-zone = Time zone
field-zone-found = found by your browser
field-first-project = First project
field-first-project-help = Its issues will be called by its first letters: BEL-1, BEL-2 and so on.
register-title = Make an account
register-lead = For the tracker on { $host }.
register-invited = You are invited to the tracker on { $host }.
register-by-invite = Accounts are made by invite here. Ask an admin for one, and open its link.
register-closed = Nobody makes an account here by themselves. Ask an admin for one.
register-button = Make account
register-have = Have one already?
setup-title = Set up
setup-welcome = Set up your Belfry
setup-lead = Two short parts. You can change all of it later.
setup-you = You
setup-where = Where Belfry lives
setup-address = Address
setup-address-help = Used in the links inside mails. It is set where Belfry is started (--base-url).
setup-button = Finish and sign in

# What is not shown and not done
refused-no-issue = There is no { $about }
refused-no-issue-lead = It was never opened, it was deleted, or you may not see it. The key { $about } is not used again.
refused-nothing = There is nothing here{ $about }
refused-nothing-lead = The address leads nowhere, or to something that you may not see.{ $about }
refused-forbidden = You may not do this{ $about }
refused-forbidden-lead = You may see it, but not change it. Nothing was changed. Ask a maintainer of the project.{ $about }
refused-foreign = This came from another site{ $about }
refused-foreign-lead = Nothing was changed. If you sent it yourself, open the page here and try again.{ $about }
refused-invalid = This cannot be done
refused-invalid-lead = Nothing was changed. { $about }
refused-stale = Somebody else changed it first{ $about }
refused-stale-lead = Nothing was changed. Open it again, and look at what is there now.{ $about }
refused-too-often = That was too often
refused-too-often-lead = Nothing was changed. Try again in { $about } s.
refused-unavailable = Belfry cannot do this just now{ $about }
refused-unavailable-lead = Nothing was changed. Try again in a moment.{ $about }
refused-unknown = Nobody knows whether it was done{ $about }
refused-unknown-lead = The database went away in the middle of it. Look before you repeat it.{ $about }
refused-broken = Something broke, and it was us
refused-broken-lead = Nothing was saved. What you typed is here, so you can copy it or try again.{ $about }
refused-kept = What you typed
refused-again = Try again
refused-home = Back to the issues
refused-request = Request { $id }. Your admin can find it in the log.

# The shortcut sheet
close = Close
keys-off-while-typing = single keys are off while you type
keys-all-keys = All keys
keys-or = or
keys-foot = Change or switch off single keys in
keys-foot-link = Settings, Keyboard
keys-anywhere = Anywhere
keys-find = Find or do
keys-sheet = This sheet
keys-filter = Filter
keys-close = Close, go back
keys-go = Go to
keys-list = In a list
keys-next = Next, previous
keys-open = Open
keys-select = Select
keys-range = Select a range
keys-all = Select all shown
keys-clear = Clear selection
keys-issue-or-selection = On an issue or a selection
keys-status = Status
keys-assign = Assign
keys-assign-me = Assign to me
keys-priority = Priority
keys-labels = Labels
keys-due = Due date
keys-watch = Watch
keys-done = Close or reopen
keys-issue = On an issue
keys-reply = Reply
keys-edit = Edit title and text
keys-send = Send comment
keys-preview = Write or preview
keys-bell-send = Bell: send now
keys-bell-cancel = Bell: cancel
keys-copy = Copy link
keys-board = On the board
keys-columns = Move between columns
keys-lift = Pick up or put down the card
keys-move = Move the card
