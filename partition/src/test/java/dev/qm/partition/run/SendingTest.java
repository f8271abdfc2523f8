package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of {@code qm cp} on this machine, without a partition in between. */
class SendingTest {
  @TempDir Path here;
  @TempDir Path there;

  @Test
  void aFolderArrivesInAFolderAndUnderANewName() throws Exception {
    var folder = Files.createDirectories(here.resolve("-app/conf"));
    Files.writeString(folder.resolve("a b"), "kept\n");

    send(new Sending(here.resolve("-app"), there.toString()));
    send(new Sending(here.resolve("-app"), there.resolve("new").toString()));

    assertThat(there.resolve("-app/conf/a b")).hasContent("kept");
    assertThat(there.resolve("new/conf/a b")).hasContent("kept");
    assertThat(there.toFile().list()).containsExactlyInAnyOrder("-app", "new");
  }

  @Test
  void aLinkThatLeadsNowhereArrivesAsOne() throws Exception {
    Files.createSymbolicLink(here.resolve("link"), Path.of("/no/such"));

    send(new Sending(here.resolve("link"), there.toString()));

    assertThat(Files.readSymbolicLink(there.resolve("link"))).isEqualTo(Path.of("/no/such"));
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsNoCopy() throws Exception {
    // more than a pipe holds, so tar is in the middle of it when the other side has the first byte
    var file = Files.write(here.resolve("growing"), new byte[4 << 20]);
    var sending = new Sending(file, there.resolve("copy").toString());
    var receiver = sending.receiver();
    var cutsIt = "head -c 1 >/dev/null; : > \"$1\"; cat > /dev/null";

    assertThat(receiver).contains(there.resolve("copy").toString());
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> sending.through(Command.of("sh", "-c", cutsIt, "sh", file.toString())))
        .withMessageContaining("the copy of " + file + " at qm:" + there.resolve("copy"))
        .withMessageContaining("is not whole")
        .withMessageContaining("shrank")
        .satisfies(failure -> assertThat(failure.mend().orElse("")).contains("copy again"));
  }

  @Test
  void whatTheOtherSideSaysIsTold() throws Exception {
    var file = Files.write(here.resolve("large"), new byte[4 << 20]);
    var full = Command.of("sh", "-c", "echo no space left >&2; exit 1");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Sending(file, "/x").through(full))
        .withMessage("cannot copy " + file + " to qm:/x: no space left");
  }

  @Test
  void aMissingFileIsNamed() {
    var missing = here.resolve("missing");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> send(new Sending(missing, "/x")))
        .withMessage("cannot copy " + missing + " to qm:/x: there is no such file");
  }

  private static void send(Sending sending) throws HostException {
    sending.through(Command.of(sending.receiver()));
  }
}
