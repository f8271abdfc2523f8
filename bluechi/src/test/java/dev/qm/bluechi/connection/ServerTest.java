package dev.qm.bluechi.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How others get in. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerTest {
  private static final String GUID = "0123456789abcdef0123456789abcdef";

  private ServerSocketChannel door;

  @BeforeEach
  void open() throws IOException {
    door =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  /** Lines end with | here. */
  @ParameterizedTest
  @CsvSource({
    "AUTH EXTERNAL|DATA|BEGIN|, DATA|OK GUID|",
    "AUTH EXTERNAL|DATA|NEGOTIATE_UNIX_FD|BEGIN|, DATA|OK GUID|ERROR|",
    "AUTH EXTERNAL 30|BEGIN|, OK GUID|",
    "AUTH ANONYMOUS 61|BEGIN|, OK GUID|",
    "AUTH|AUTH ANONYMOUS|BEGIN|, REJECTED EXTERNAL ANONYMOUS|OK GUID|",
    "AUTH DBUS_COOKIE_SHA1 30|AUTH EXTERNAL|CANCEL|AUTH EXTERNAL|DATA 30|BEGIN|, "
        + "REJECTED EXTERNAL ANONYMOUS|DATA|REJECTED EXTERNAL ANONYMOUS|DATA|OK GUID|",
    "DATA|WHAT|AUTH ANONYMOUS|BEGIN|, ERROR|ERROR|OK GUID|",
  })
  void whoAsksAsTheSpecificationSaysIsLetIn(String words, String answers) throws Exception {
    var client = connect();
    say(client, "\0" + words.replace("|", "\r\n"));
    assertThat(read(client, answers.replace("|", "\r\n").replace("GUID", GUID).length()))
        .isEqualTo(answers.replace("|", "\r\n").replace("GUID", GUID));
    ping(client);
    client.close();
  }

  @Test
  void aByteAtATimeIsAnsweredAsWell() throws Exception {
    var client = connect();
    for (var c : "\0AUTH EXTERNAL\r\n".toCharArray()) {
      say(client, String.valueOf(c));
    }
    assertThat(read(client, 6)).isEqualTo("DATA\r\n");
    say(client, "DATA\r\n");
    assertThat(read(client, 37)).isEqualTo("OK " + GUID + "\r\n");
    say(client, "BEGIN\r\n");
    ping(client);
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH EXTERNAL|BEGIN|", "BEGIN|", "no nul"})
  void whoIsNotLetInDoesNotBegin(String words) throws Exception {
    var client = connect();
    say(client, (words.startsWith("no") ? "" : "\0") + words.replace("|", "\r\n"));
    var room = ByteBuffer.allocate(4096);
    try {
      while (client.read(room.clear()) >= 0) {
        // what it says before it hangs up
      }
    } catch (IOException reset) {
      // an end as well
    }
    client.close();
  }

  @Test
  void whoNeverBeginsIsNotListenedToForever() throws Exception {
    var client = connect();
    say(client, "\0" + "WHAT\r\n".repeat(40));
    var room = ByteBuffer.allocate(4096);
    try {
      while (client.read(room.clear()) >= 0) {
        // errors
      }
    } catch (IOException reset) {
      // an end as well
    }
    client.close();
  }

  private SocketChannel connect() throws IOException {
    var client = SocketChannel.open(door.getLocalAddress());
    var channel = door.accept();
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Connection.serve(channel, GUID, Settings.CLIENT, Connection.Service.none());
              } catch (IOException refused) {
                // the client sees that
              }
            });
    return client;
  }

  /** That it is in shows a message that is answered. */
  private static void ping(SocketChannel client) throws IOException {
    var call = Message.call("/", "org.freedesktop.DBus.Peer", "Ping").numbered(5).bytes();
    client.write(ByteBuffer.wrap(call));
    var beginning = bytes(client, MessageReader.BEGINNING);
    var length = MessageReader.length(ByteBuffer.wrap(beginning), Message.LONGEST);
    var all = ByteBuffer.allocate(length).put(beginning);
    all.put(bytes(client, length - beginning.length));
    assertThat(MessageReader.read(all.array()).orElseThrow().header().replySerial()).contains(5L);
  }

  private static void say(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String read(SocketChannel client, int count) throws IOException {
    return new String(bytes(client, count), StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(SocketChannel client, int count) throws IOException {
    var room = ByteBuffer.allocate(count);
    while (room.hasRemaining()) {
      if (client.read(room) < 0) {
        throw new IOException("it was ended");
      }
    }
    return room.array();
  }
}
