#!/usr/bin/perl
# What systemd does for a service with a socket: service-manager.pl SOCKET NOTIFY COMMAND...
# Holds a listening socket at SOCKET, and one for sd_notify(3) at NOTIFY (a name with @ is abstract). Each line of standard
# input starts COMMAND with the first as descriptor 3. Prints "pid PID", "notified TEXT" and "ended STATUS"; STATUS is that
# of wait(2).
use strict;
use warnings;
use POSIX ();
use Socket;

my ($path, $notify, @command) = @ARGV;
$| = 1;
# descriptors up to here pass an exec
$^F = 9;
socket(my $listening, AF_UNIX, SOCK_STREAM, 0) or die $!;
bind($listening, pack_sockaddr_un($path)) or die "$path: $!";
listen($listening, 16) or die $!;
if (fileno($listening) != 3) {
  POSIX::dup2(fileno($listening), 3) or die $!;
}
$^F = 2;
socket(my $notified, AF_UNIX, SOCK_DGRAM, 0) or die $!;
bind($notified, pack_sockaddr_un($notify =~ s/^@/\0/r)) or die "$notify: $!";

my ($pid, $alive);
print "listening\n";
while (1) {
  my $wanted = '';
  vec($wanted, $_, 1) = 1 for (0, fileno($notified), $alive ? fileno($alive) : ());
  next if select(my $ready = $wanted, undef, undef, undef) < 0;
  if (vec($ready, fileno($notified), 1)) {
    recv($notified, my $text, 4096, 0);
    print "notified $text\n";
  }
  if ($alive && vec($ready, fileno($alive), 1)) {
    close $alive;
    undef $alive;
    waitpid($pid, 0);
    print "ended $?\n";
  }
  if (vec($ready, 0, 1)) {
    sysread(STDIN, my $line, 4096) or last;
    # the pipe ends when the child does
    pipe($alive, my $held) or die $!;
    $pid = fork() // die $!;
    if ($pid == 0) {
      POSIX::dup2(fileno($held), 4);
      @ENV{qw(LISTEN_PID LISTEN_FDS NOTIFY_SOCKET)} = ($$, 1, $notify);
      exec @command or die $!;
    }
    close $held;
    print "pid $pid\n";
  }
}
