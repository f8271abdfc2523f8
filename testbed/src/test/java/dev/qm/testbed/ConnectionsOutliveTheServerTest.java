package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The socket belongs to systemd: while its server restarts, who connects waits, and is answered.
 */
@InVm(Phase.CHANGED)
class ConnectionsOutliveTheServerTest {

  /** For each line that it reads, connects anew, says who it is, and prints the answer. */
  private static final String CLIENT =
      """
      use Socket; $| = 1;
      while (my $name = <STDIN>) {
        socket(my $channel, PF_UNIX, SOCK_STREAM, 0) or die;
        connect($channel, sockaddr_un("/run/ipc/chat/chat.sock")) or do { print "lost: $!\\n"; next };
        syswrite($channel, "HELLO $name");
        my $answer = <$channel>;
        print defined $answer ? $answer : "no answer\\n";
      }
      """;

  @Test
  void noConnectionIsLostWhileTheServerRestarts(Channels channels, Partition partition) {
    Vm vm = partition.vm();
    String before = invocation(vm);
    List<String> answers = new ArrayList<>();
    try (Conversation client =
        partition.converse(
            "podman",
            "run",
            "--rm",
            "-i",
            "--network=none",
            "--security-opt=label=type:qm_container_ipc_t",
            "--volume=/run/ipc/chat:/run/ipc/chat",
            "localhost/perl",
            "/usr/bin/perl",
            "-e",
            CLIENT)) {
      answers.add(client.ask("first"));
      CompletableFuture<Result> restart =
          CompletableFuture.supplyAsync(() -> vm.run("systemctl", "restart", "chat-server"));
      while (!restart.isDone()) {
        answers.add(client.ask("meanwhile-" + answers.size()));
      }
      restart.join().out();
      answers.add(client.ask("last"));
    }

    assertThat(invocation(vm)).isNotEqualTo(before);
    assertThat(answers).hasSizeGreaterThan(2).allMatch(answer -> answer.startsWith("WELCOME "));
  }

  private static String invocation(Vm vm) {
    return vm.run("systemctl", "show", "-P", "InvocationID", "chat-server").out();
  }
}
