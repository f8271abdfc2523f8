package dev.qm.host.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UnixDiagnosisTest {
  private static final long NETWORK = 7;

  @Property
  void anyBytesAreReadToAnEnd(@ForAll @Size(max = 400) byte[] bytes) {
    assertThat(UnixDiagnosis.read(bytes, NETWORK).sockets().size())
        .isLessThanOrEqualTo(bytes.length / 32);
  }

  @Property
  void anyBytesInAMessageOfTheRightKindAreReadToAnEnd(
      @ForAll @Size(max = 200) byte[] body, @ForAll @IntRange(max = 300) int pretended) {
    var datagram = message(20, body);
    ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()).putInt(0, pretended);

    assertThat(UnixDiagnosis.read(datagram, NETWORK).sockets().size()).isLessThanOrEqualTo(10);
  }

  @Property
  void aCutMessageGivesTheSocketsBeforeTheCut(@ForAll @IntRange(min = 0, max = 1000) int at) {
    var whole = message(20, socket(10, attribute(0, "/run/a\0")));
    var two = join(whole, whole);
    var cut = Arrays.copyOf(two, Math.min(at, two.length));

    assertThat(UnixDiagnosis.read(cut, NETWORK).sockets()).hasSize(cut.length / whole.length);
  }

  @Test
  void everyAttributeIsRead() {
    var vfs = numbers(12, (253 << 20) | 5);
    var datagram =
        join(
            message(
                20,
                socket(
                    10,
                    join(
                        attribute(0, "/run/a.sock\0"),
                        attribute(1, vfs),
                        attribute(2, numbers(77)),
                        attribute(3, numbers(1, 0, 3)),
                        attribute(4, numbers(2, 128)),
                        attribute(7, numbers(1000)),
                        attribute(99, numbers(1))))),
            message(3, numbers(0)));

    var answer = UnixDiagnosis.read(datagram, NETWORK);

    assertThat(answer.isLast()).isTrue();
    assertThat(answer.error()).isZero();
    var socket = answer.sockets().getFirst();
    assertThat(socket.inode()).isEqualTo(4711);
    assertThat(socket.type()).isEqualTo(UnixSocket.Type.STREAM);
    assertThat(socket.state()).isEqualTo(UnixSocket.State.LISTENING);
    assertThat(socket.name()).contains(new UnixSocket.Name.File(Untrusted.of("/run/a.sock")));
    assertThat(socket.file()).contains(new FileId(253, 5, 12));
    assertThat(socket.peer()).hasValue(77);
    assertThat(socket.waiting()).isEqualTo(List.of(1L, 3L));
    assertThat(socket.receiveQueue()).isEqualTo(2);
    assertThat(socket.sendQueue()).isEqualTo(128);
    assertThat(socket.owner()).hasValue(1000);
    assertThat(socket.network()).isEqualTo(NETWORK);
  }

  @Test
  void anAbstractNameHasNoFile() {
    var datagram = message(20, socket(10, attribute(0, "\0bus")));

    assertThat(UnixDiagnosis.read(datagram, NETWORK).sockets().getFirst().name())
        .contains(new UnixSocket.Name.Abstract(Untrusted.of("bus")));
  }

  @Test
  void theKernelsErrorIsGivenOn() {
    assertThat(UnixDiagnosis.read(message(2, numbers(-2)), NETWORK).error()).isEqualTo(2);
  }

  private static byte[] socket(int state, byte[] attributes) {
    var body = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    body.put((byte) 1).put((byte) 1).put((byte) state).put((byte) 0).putInt(4711);
    return join(body.array(), attributes);
  }

  private static byte[] message(int type, byte[] body) {
    var bytes = ByteBuffer.allocate(16 + body.length).order(ByteOrder.nativeOrder());
    bytes.putInt(16 + body.length).putShort((short) type).putShort((short) 2).putInt(1).putInt(0);
    return padded(bytes.put(body).array());
  }

  private static byte[] attribute(int type, String text) {
    return attribute(type, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static byte[] attribute(int type, byte[] value) {
    var bytes = ByteBuffer.allocate(4 + value.length).order(ByteOrder.nativeOrder());
    bytes.putShort((short) (4 + value.length)).putShort((short) type);
    return padded(bytes.put(value).array());
  }

  private static byte[] numbers(int... numbers) {
    var bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.nativeOrder());
    for (var number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
  }

  private static byte[] join(byte[]... parts) {
    var length = 0;
    for (var part : parts) {
      length += part.length;
    }
    var bytes = ByteBuffer.allocate(length);
    for (var part : parts) {
      bytes.put(part);
    }
    return bytes.array();
  }
}
