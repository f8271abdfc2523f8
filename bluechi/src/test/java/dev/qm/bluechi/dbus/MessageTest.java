package dev.qm.bluechi.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from bytes and into them. */
class MessageTest {
  private static final int SERIAL = 7;

  @Provide
  Arbitrary<List<Value>> arguments() {
    return AnyValue.arguments();
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsRead(@ForAll("arguments") List<Value> arguments) throws Exception {
    var message = call(arguments);

    assertThat(MessageReader.read(message.bytes())).contains(message);
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void whatAMachineOfTheOtherOrderWritesIsRead(@ForAll("arguments") List<Value> arguments)
      throws Exception {
    var read = MessageReader.read(BigEndian.call(SERIAL, arguments)).orElseThrow();

    assertThat(read.values()).isEqualTo(arguments);
    assertThat(read.serial()).isEqualTo(SERIAL);
    assertThat(read.header().member()).contains("Method");
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void aDamagedMessageIsAMessageOrRefused(
      @ForAll("arguments") List<Value> arguments, @ForAll long seed) {
    var random = new Random(seed);
    var bytes = random.nextBoolean() ? call(arguments).bytes() : BigEndian.call(SERIAL, arguments);
    for (var changes = 1 + random.nextInt(4); changes > 0; changes--) {
      bytes[random.nextInt(bytes.length)] =
          (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(8));
    }
    isReadOrRefused(bytes);
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void anyBytesAreAMessageOrRefused(@ForAll byte[] bytes) {
    isReadOrRefused(bytes);
    var withBeginning = new byte[16 + bytes.length];
    System.arraycopy(bytes, 0, withBeginning, 16, bytes.length);
    withBeginning[0] = 'l';
    withBeginning[1] = 1;
    withBeginning[3] = 1;
    withBeginning[8] = 1;
    ByteBuffer.wrap(withBeginning).order(ByteOrder.LITTLE_ENDIAN).putInt(12, bytes.length);
    isReadOrRefused(withBeginning);
  }

  @Test
  void aCallIsTheBytesOfTheSpecification() {
    // Hello, as any library writes it
    var hello =
        Message.call("/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello")
            .to("org.freedesktop.DBus");

    assertThat(HexFormat.of().formatHex(hello.bytes()))
        .isEqualTo(
            "6c01000100000000010000006d000000"
                + "01016f00150000002f6f72672f667265656465736b746f702f444275730000"
                + "00"
                + "02017300140000006f72672e667265656465736b746f702e4442757300000000"
                + "0301730005000000"
                + "48656c6c6f000000"
                + "06017300140000006f72672e667265656465736b746f702e4442757300"
                + "000000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "(", "()", "a{", "a{s", "a{sv", "a{vs}", "a{(s)s}", "a{sss}", "{sv}", "({sv})", "z",
        "s)", "a{s}", "r", "e", "aaa"
      })
  void aSignatureThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> Signature.of(text)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void signaturesEndAtTheDepthAndLengthOfTheSpecification() throws Exception {
    var deep = "a".repeat(32) + "(".repeat(32) + "y" + ")".repeat(32);
    assertThat(Signature.of(deep)).hasToString(deep);
    assertThatThrownBy(() -> Signature.of("a".repeat(33) + "y"))
        .isInstanceOf(MalformedMessage.class);
    assertThatThrownBy(() -> Signature.of("(".repeat(33) + "y" + ")".repeat(33)))
        .isInstanceOf(MalformedMessage.class);
    assertThat(Signature.of("y".repeat(255)).types()).hasSize(255);
    assertThatThrownBy(() -> Signature.of("y".repeat(256))).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void variantsWithinEachOtherEndAtTheDepthOfTheSpecification() {
    Value value = new Value.U8(1);
    for (var i = 0; i < 64; i++) {
      value = new Value.Variant(value);
    }
    var deepest = call(List.of(value));
    assertThat(isReadOrRefused(deepest.bytes())).isTrue();
    var deeper = call(List.of(new Value.Variant(value)));
    assertThatThrownBy(deeper::bytes).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MessageReader.read(BigEndian.call(1, deeper.values())))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("64 deep");
  }

  @ParameterizedTest
  @CsvSource({
    // a truth value of 2; text without its zero, with one within, not UTF-8, longer than the rest
    "b, 02000000, truth",
    "s, 0100000061ff, zero at its end",
    "s, 0200000061000000, zero in it",
    "s, 01000000ff00, UTF-8",
    "s, 02000000c08000, UTF-8",
    "s, 03000000eda08000, UTF-8",
    "s, ff00000061, ends within",
    "s, ffffffff61, ends within",
    "o, 0000000000, path",
    "o, 020000002f2f00, path",
    "o, 03000000" + "2f612f" + "00, path",
    "g, 017a00, signature",
    "v, 0000, variant",
    "v, 02797900, variant",
    "v, 017301, zero at its end",
    "yu, 0100000101000000, not zero",
    "ay, 0200000001, ends within",
    "ay, 01000004, array of more than",
    "au, 0300000001020300, ends within",
    "y, 0102, behind the last"
  })
  void invalidArgumentsAreRefusedWithTheReason(String types, String body, String reason) {
    assertThatThrownBy(() -> MessageReader.read(withBody(types, HexFormat.of().parseHex(body))))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageStartingWith("no valid D-Bus message: ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"org", "org..x", ".org", "org.", "1org.x", "org.1x", "org.x-y", "org.ü"})
  void aNameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> Message.call("/", name, "Member"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Names.isInterface(name)).isFalse();
  }

  @Test
  void namesOnTheBusMayHaveHyphensAndThoseOfTheBusBeginWithDigits() {
    assertThat(Names.isBusName("org.a-b")).isTrue();
    assertThat(Names.isBusName(":1.12")).isTrue();
    assertThat(Names.isBusName("org.1b")).isFalse();
    assertThat(Names.isBusName(":1")).isFalse();
    assertThat(Names.isBusName("org.x.")).isFalse();
    assertThat(Names.isMember("a.b")).isFalse();
    assertThat(Names.isMember("9")).isFalse();
  }

  @Test
  void aLengthIsNotBelievedBeyondTheBound() {
    var beginning = ByteBuffer.wrap(call(List.of()).bytes(), 0, MessageReader.BEGINNING);
    beginning.order(ByteOrder.LITTLE_ENDIAN).putInt(4, 5000);

    assertThatThrownBy(() -> MessageReader.length(beginning, 4096))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("more than 4096 bytes");
    beginning.putInt(4, -1).putInt(12, -1);
    assertThatThrownBy(() -> MessageReader.length(beginning, Integer.MAX_VALUE))
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  void headersOfAnotherVersionOfTheProtocolAreReadAsFarAsTheyAreKnown() throws Exception {
    var bytes = call(List.of()).bytes();
    bytes[1] = 9;
    assertThat(MessageReader.read(bytes)).as("a kind to come").isEmpty();
    bytes[1] = 0;
    assertThatThrownBy(() -> MessageReader.read(bytes)).isInstanceOf(MalformedMessage.class);
    bytes[1] = 1;
    bytes[2] = (byte) 0xf0;
    assertThat(MessageReader.read(bytes).orElseThrow().flags()).as("flags to come").isEmpty();
  }

  @Test
  void valuesThatDoNotGoTogetherAreNotWritten() {
    var mixed = new Value.Array(Type.Simple.STRING, List.of(new Value.Text("a"), new Value.U8(1)));
    assertThatThrownBy(() -> call(List.of(mixed)).bytes())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Value.Text("a\0b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Value.Text("\ud800")).isInstanceOf(IllegalArgumentException.class);
  }

  /** A message that says of its arguments what it likes. */
  private static byte[] withBody(String types, byte[] body) {
    var header = call(List.of(new Value.Sig(Signature.known("s".repeat(types.length()))))).bytes();
    // the field of the signature stands last: "g" of the arguments becomes the types
    var fields = new ArrayList<Byte>();
    for (var i = 0; i < 16 + header[12]; i++) {
      fields.add(header[i]);
    }
    for (var i = 0; i < 3; i++) {
      fields.removeLast();
    }
    fields.add((byte) types.length());
    for (var i = 0; i < types.length(); i++) {
      fields.add((byte) types.charAt(i));
    }
    fields.add((byte) 0);
    var fieldLength = fields.size() - 16;
    while (fields.size() % 8 != 0) {
      fields.add((byte) 0);
    }
    var bytes = new byte[fields.size() + body.length];
    for (var i = 0; i < fields.size(); i++) {
      bytes[i] = fields.get(i);
    }
    System.arraycopy(body, 0, bytes, fields.size(), body.length);
    bytes[4] = (byte) body.length;
    bytes[12] = (byte) fieldLength;
    return bytes;
  }

  private static Message call(List<Value> arguments) {
    return Message.call(
            "/object", "org.example.Interface", "Method", arguments.toArray(Value[]::new))
        .numbered(SERIAL);
  }

  /** Whether it is a message; anything but that or the one exception fails the test. */
  private static boolean isReadOrRefused(byte[] bytes) {
    try {
      var read = MessageReader.read(bytes);
      read.ifPresent(message -> assertThat(message.signature()).isNotNull());
      return true;
    } catch (MalformedMessage refused) {
      assertThat(refused.getMessage()).startsWith("no valid D-Bus message: ");
      return false;
    }
  }
}
