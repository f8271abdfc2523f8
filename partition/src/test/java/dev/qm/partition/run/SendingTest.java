package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    send(new Sending(here.resolve("-app"), there.toString(), Copy.Owners.ROOT));
    send(new Sending(here.resolve("-app"), there.resolve("new").toString(), Copy.Owners.ROOT));

    assertThat(there.resolve("-app/conf/a b")).hasContent("kept");
    assertThat(there.resolve("new/conf/a b")).hasContent("kept");
    assertThat(there.toFile().list()).containsExactlyInAnyOrder("-app", "new");
  }

  @Test
  void aLinkThatLeadsNowhereArrivesAsOne() throws Exception {
    Files.createSymbolicLink(here.resolve("link"), Path.of("/no/such"));

    send(new Sending(here.resolve("link"), there.toString(), Copy.Owners.ROOT));

    assertThat(Files.readSymbolicLink(there.resolve("link"))).isEqualTo(Path.of("/no/such"));
  }

  @Test
  void ownersAreRootOrAsTheyWere() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(here, "unix:uid")), "needs root to give away");
    var file = Files.writeString(here.resolve("mine"), "x");
    Files.setAttribute(file, "unix:uid", 1234);

    send(new Sending(file, there.resolve("roots").toString(), Copy.Owners.ROOT));
    send(new Sending(file, there.resolve("mine").toString(), Copy.Owners.KEPT));

    assertThat(Files.getAttribute(there.resolve("roots"), "unix:uid")).isEqualTo(0);
    assertThat(Files.getAttribute(there.resolve("mine"), "unix:uid")).isEqualTo(1234);
  }

  @Test
  void holesStayHoles() throws Exception {
    var file = here.resolve("sparse");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 31);
      sparse.write('x');
    }

    send(new Sending(file, there.toString(), Copy.Owners.ROOT));

    assertThat(there.resolve("sparse")).hasSize(1L << 31);
    var blocks = Command.of("stat", "-c", "%b", there.resolve("sparse").toString()).require();
    assertThat(Long.parseLong(blocks.output().strip())).isLessThan(1000);
  }

  @Test
  void aFolderThatIsThereKeepsWhatElseIsInIt() throws Exception {
    Files.writeString(Files.createDirectories(here.resolve("app")).resolve("new"), "new");
    Files.writeString(Files.createDirectories(there.resolve("app")).resolve("old"), "old");

    send(new Sending(here.resolve("app"), there.toString(), Copy.Owners.ROOT));

    assertThat(there.resolve("app").toFile().list()).containsExactlyInAnyOrder("new", "old");
    assertThat(there.toFile().list()).containsExactly("app");
  }

  @Test
  void whatArrivesHalfTakesNoFilesPlace() throws Exception {
    var file = Files.write(here.resolve("file"), new byte[4 << 20]);
    var before = Files.writeString(there.resolve("file"), "before");
    var sending = new Sending(file, there.toString(), Copy.Owners.ROOT);
    var half = new ArrayList<>(List.of("sh", "-c", "head -c 100000 | \"$@\"", "sh"));
    half.addAll(sending.receiver());

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> sending.through(Command.of(half)));

    assertThat(before).hasContent("before");
    assertThat(there.toFile().list()).containsExactly("file");
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsNoCopy() throws Exception {
    // more than a pipe holds, so tar is in the middle of it when the other side has the first byte
    var file = Files.write(here.resolve("growing"), new byte[4 << 20]);
    var sending = new Sending(file, there.resolve("copy").toString(), Copy.Owners.ROOT);
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
        .isThrownBy(() -> new Sending(file, "/x", Copy.Owners.ROOT).through(full))
        .withMessage("cannot copy " + file + " to qm:/x: no space left");
  }

  @Test
  void aMissingFileIsNamed() {
    var missing = here.resolve("missing");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> send(new Sending(missing, "/x", Copy.Owners.ROOT)))
        .withMessage("cannot copy " + missing + " to qm:/x: there is no such file");
  }

  private static void send(Sending sending) throws HostException {
    sending.through(Command.of(sending.receiver()));
  }
}
