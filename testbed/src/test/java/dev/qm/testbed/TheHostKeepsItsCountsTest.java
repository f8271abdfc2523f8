package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The kernel adds what a user namespace has to the count of whoever made it, which is the host's
 * root: what root inside takes, under whatever numbers, leaves the host's root enough.
 */
@InVm(Phase.ATTACKS)
class TheHostKeepsItsCountsTest {

  /** Takes what it can get, says how much, and keeps it: x86-64's inotify_init and mq_open. */
  private static final String TAKE =
      """
      $| = 1;
      while (<STDIN>) {
        my $got = 0;
        if (/inotify/) {
          $got++ while $got < 1000 and syscall(253) != -1;
        } elsif (/networks/) {
          while ($got < 1000 and syscall(272, 0x40000000) != -1) {
            open($held[$got++], "<", "/proc/self/ns/net") or die "namespace: $!";
          }
        } else {
          syscall(272, 0x08000000) == 0 or die "unshare: $!";
          for my $user (0, 1, 2) {
            pipe(my $from, my $to);
            if (!fork) {
              $> = $user;
              my $mine = 0;
              my $attr = pack("q8", 0, 10, 8192, 0, 0, 0, 0, 0);
              $mine++ while $mine < 100 and syscall(240, "q$user-$mine\\0", 0102, 0600, $attr) != -1;
              syswrite $to, "$mine\\n";
              sleep;
            }
            $got += <$from>;
          }
        }
        print "$got\\n";
      }
      """;

  private static final String INOTIFY =
      "import ctypes; print(ctypes.CDLL(None).inotify_init() >= 0)";

  private static final String QUEUE =
      """
      import ctypes
      attr = (ctypes.c_long * 8)(0, 10, 8192, 0)
      rt = ctypes.CDLL("librt.so.1")
      print(rt.mq_open(b"/asil", 0o102, 0o600, ctypes.byref(attr)) >= 0)
      rt.mq_unlink(b"/asil")
      """;

  @Test
  void theHostGetsAnInotifyInstanceWhateverRootInsideHas(Partition partition) {
    try (Conversation inside = partition.converse("perl", "-e", TAKE)) {
      assertThat(inside.ask("inotify")).isEqualTo("1000");

      assertThat(host(partition, INOTIFY)).isEqualTo("True");
    }
  }

  /** The proof that the test above could have failed: the kernel's own bound. */
  @Test
  void withTheKernelsOwnBoundItWouldNot(Partition partition) {
    Vm vm = partition.vm();
    vm.run("sysctl", "fs.inotify.max_user_instances=128").out();
    try (Conversation inside = partition.converse("perl", "-e", TAKE)) {
      assertThat(Integer.parseInt(inside.ask("inotify"))).isLessThan(129);

      assertThat(host(partition, INOTIFY)).isEqualTo("False");
    } finally {
      vm.run("sysctl", "-p", "/usr/lib/sysctl.d/50-qm.conf").out();
    }
  }

  @Test
  void theHostGetsAMessageQueueWhateverRootInsideHas(Partition partition) {
    try (Conversation inside = partition.converse("perl", "-e", TAKE)) {
      assertThat(Integer.parseInt(inside.ask("queues"))).isBetween(1, 5);

      assertThat(host(partition, QUEUE)).isEqualTo("True");
    }
  }

  @Test
  void networkNamespacesOfAUserInsideHaveABound(Partition partition) {
    try (Conversation inside = partition.converse("perl", "-e", TAKE)) {
      assertThat(Integer.parseInt(inside.ask("networks"))).isBetween(200, 256);
    }
    assertThat(partition.vm().run("sysctl", "-n", "user.max_net_namespaces").out())
        .isEqualTo("4096");
  }

  private static String host(Partition partition, String program) {
    return partition.vm().run("python3", "-c", program).out();
  }
}
