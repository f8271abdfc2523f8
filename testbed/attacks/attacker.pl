# attacker.pl - what a hostile root would type, one attempt a line, for the acceptance tests in the VM.
#
# Reads from standard input: the words of an attempt, separated by tabs; answers each with one line: "done", perhaps
# with what it got, or the name of the error.  Every attempt has a process of its own, so that what it opens, mounts or
# becomes ends with it; only what changes the machine stays.  Needs no more than Debian's perl-base.
use strict;
use warnings;
no warnings 'portable';   # a number of more than 32 bits is what is tried
use Errno;
use Socket;

# x86-64, as the VM is; arch/x86/entry/syscalls/syscall_64.tbl
my %number = (
  open => 2, ioctl => 16, mknod => 133, sched_setscheduler => 144, mount => 165, umount2 => 166, reboot => 169,
  init_module => 175, clock_settime => 227, ptrace => 101, finit_module => 313, sched_setattr => 314, unshare => 272,
  iopl => 172, syslog => 103, settimeofday => 164, fsopen => 430, fspick => 433, perf_event_open => 298,
  setns => 308, bpf => 321, kexec_load => 246, swapon => 167, ioprio_set => 251,
  open_by_handle_at => 304);

# the words "NULL" and numbers become numbers, what begins with "=" a text
sub argument {
  my ($word) = @_;
  return 0 if $word eq 'NULL';
  return substr($word, 1) . "\0" if $word =~ /^=/;
  return hex $word if $word =~ /^0x/;
  return $word + 0;
}

sub error { my ($name) = grep { $!{$_} } sort keys %!; return $name // "error " . ($! + 0); }

sub call_raw {
  my ($name, @arguments) = @_;
  my $got = syscall($number{$name}, @arguments);
  return $got == -1 ? error() : "done $got";
}
sub call { my ($name, @words) = @_; return call_raw($name, map { argument($_) } @words); }

my %attempt = (
  call => \&call,
  # by the raw calls: Perl's own would ask whether the file is a terminal, one more denial in the log
  write => sub {
    my ($path, $text) = @_;
    my $file = syscall($number{open}, "$path\0", 1);
    return error() if $file == -1;
    return syscall(1, $file, $text, length $text) == -1 ? error() : 'done';
  },
  create => sub {
    my ($path) = @_;
    return syscall($number{open}, "$path\0", 0x41, 0644) == -1 ? error() : 'done';
  },
  read => sub {
    my ($path) = @_;
    my $file = syscall($number{open}, "$path\0", 0);
    return error() if $file == -1;
    my $text = ' ' x 256;
    my $length = syscall(0, $file, $text, 256);
    return error() if $length == -1;
    $text = substr $text, 0, $length;
    $text =~ s/[^ -~].*//s;
    return "done $text";
  },
  status => sub {
    my ($field) = @_;
    open(my $file, '<', '/proc/self/status') or return error();
    while (<$file>) { return "done $1" if /^$field:\s*(\S+)/; }
    return 'no such field';
  },
  # to what it is already, so that nothing breaks when it succeeds
  clock => sub { return call_raw('clock_settime', 0, pack('qq', time, 0)); },
  realtime => sub { return call_raw('sched_setscheduler', 0, 1, pack('i', 10)); },
  socket => sub { my ($family) = @_; return socket(my $socket, $family, SOCK_STREAM, 0) ? 'done' : error(); },
  list => sub { my ($path) = @_; opendir(my $folder, $path) or return error(); return 'done ' . join ' ', readdir $folder; },
  connect => sub {
    my ($path) = @_;
    socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or return error();
    return connect($socket, sockaddr_un($path)) ? 'done' : error();
  },
  kill => sub { my ($signal, $pid) = @_; return kill($signal, $pid) ? 'done' : error(); },
  mount => sub {
    my ($source, $target, $type, $flags, $data) = @_;
    return call('mount', "=$source", "=$target", "=$type", $flags, $data eq 'NULL' ? 'NULL' : "=$data");
  },
);

$| = 1;
while (my $line = <STDIN>) {
  chomp $line;
  my ($action, @words) = split /\t/, $line, -1;
  pipe(my $from, my $to) or die "pipe: $!";
  my $child = fork;
  if ($child == 0) {
    close $from;
    my $said = $attempt{$action} ? $attempt{$action}->(@words) : "no such attempt: $action";
    syswrite $to, $said;
    exit 0;
  }
  close $to;
  my $said = do { local $/; <$from> };
  waitpid $child, 0;
  print length $said ? "$said\n" : "died\n";
}
