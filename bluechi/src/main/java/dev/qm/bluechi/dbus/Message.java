package dev.qm.bluechi.dbus;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One message, with everything that its kind asks for: "Message Protocol" of the specification.
 *
 * @param kind what it is
 * @param flags what its sender says about it
 * @param serial its number, by which replies name it; from 1 to 2^32-1
 * @param header what stands before the arguments
 * @param values the arguments
 */
public record Message(Kind kind, Set<Flag> flags, long serial, Header header, List<Value> values)
    implements Row {
  /** The most bytes of a message. */
  public static final int LONGEST = 128 << 20;

  /** The path of messages that only programs' own libraries make up; from outside none is taken. */
  public static final String LOCAL_PATH = "/org/freedesktop/DBus/Local";

  private static final String LOCAL_INTERFACE = "org.freedesktop.DBus.Local";

  /** What a message is. */
  public enum Kind {
    CALL(1),
    RETURN(2),
    ERROR(3),
    SIGNAL(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The number on the wire. */
    int code() {
      return code;
    }

    /** The kind of that number; nothing for one that a later version of D-Bus may have. */
    static Optional<Kind> of(int code) {
      for (var kind : values()) {
        if (kind.code == code) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** What a sender says about a message; others are passed over. */
  public enum Flag {
    NO_REPLY_EXPECTED(1),
    NO_AUTO_START(2),
    ALLOW_INTERACTIVE_AUTHORIZATION(4);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }

    static int bits(Set<Flag> flags) {
      var bits = 0;
      for (var flag : flags) {
        bits |= flag.bit;
      }
      return bits;
    }

    static Set<Flag> of(int bits) {
      var flags = EnumSet.noneOf(Flag.class);
      for (var flag : values()) {
        if ((bits & flag.bit) != 0) {
          flags.add(flag);
        }
      }
      return flags;
    }
  }

  /**
   * The fields of a header. Which of them a message must have depends on its kind.
   *
   * @param replySerial the message that it answers
   * @param unixFds how many file descriptors go with it
   */
  public record Header(
      Optional<String> path,
      Optional<String> interfaceName,
      Optional<String> member,
      Optional<String> errorName,
      Optional<Long> replySerial,
      Optional<String> destination,
      Optional<String> sender,
      long unixFds) {
    /** Without any field. */
    public static final Header EMPTY =
        new Header(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0);

    /** The same, for somebody. */
    public Header to(String name) {
      return new Header(
          path, interfaceName, member, errorName, replySerial, Optional.of(name), sender, unixFds);
    }

    /** The same, from somebody; on a bus only the bus says this. */
    public Header from(String name) {
      return new Header(
          path,
          interfaceName,
          member,
          errorName,
          replySerial,
          destination,
          Optional.of(name),
          unixFds);
    }

    private Header about(String object, String ofInterface, String name) {
      return new Header(
          Optional.of(object),
          Optional.of(ofInterface),
          Optional.of(name),
          errorName,
          replySerial,
          destination,
          sender,
          unixFds);
    }

    private Header answering(long serial, Optional<String> error) {
      return new Header(
          path, interfaceName, member, error, Optional.of(serial), destination, sender, unixFds);
    }
  }

  public Message {
    flags = Set.copyOf(flags);
    values = List.copyOf(values);
    var wrong = fault(kind, serial, header);
    if (wrong.isPresent()) {
      throw new IllegalArgumentException(wrong.get());
    }
  }

  /** A call of a method, without a number yet. */
  public static Message call(String path, String interfaceName, String member, Value... arguments) {
    return new Message(
        Kind.CALL,
        Set.of(),
        1,
        Header.EMPTY.about(path, interfaceName, member),
        List.of(arguments));
  }

  /** A signal, without a number yet. */
  public static Message signal(
      String path, String interfaceName, String member, Value... arguments) {
    return new Message(
        Kind.SIGNAL,
        Set.of(Flag.NO_REPLY_EXPECTED),
        1,
        Header.EMPTY.about(path, interfaceName, member),
        List.of(arguments));
  }

  /** The answer to this call, without a number yet. */
  public Message reply(Value... results) {
    return answer(Kind.RETURN, Optional.empty(), List.of(results));
  }

  /** An error as the answer to this call, without a number yet. */
  public Message error(String name, String text) {
    return answer(Kind.ERROR, Optional.of(name), List.of(new Value.Text(text)));
  }

  /** The same for somebody. */
  public Message to(String name) {
    return new Message(kind, flags, serial, header.to(name), values);
  }

  /** The same from somebody. */
  public Message from(String name) {
    return new Message(kind, flags, serial, header.from(name), values);
  }

  /** The same with a number. */
  public Message numbered(long number) {
    return new Message(kind, flags, number, header, values);
  }

  /** The same with one more flag. */
  public Message flagged(Flag flag) {
    var more = EnumSet.of(flag);
    more.addAll(flags);
    return new Message(kind, more, serial, header, values);
  }

  /** The types of the arguments. */
  public Signature signature() {
    return Signature.of(values);
  }

  /** Whether it is this signal, or a call of this method. */
  public boolean is(String interfaceName, String member) {
    return header.member().isPresent()
        && header.member().get().equals(member)
        && header.interfaceName().isPresent()
        && header.interfaceName().get().equals(interfaceName);
  }

  /**
   * The message itself, if its arguments have these types.
   *
   * @throws MalformedMessage when they have others
   */
  public Message require(String types) throws MalformedMessage {
    if (!signature().toString().equals(types)) {
      throw new MalformedMessage("arguments of other types than '" + types + "'");
    }
    return this;
  }

  /** The bytes of the message: see {@link MessageWriter}. */
  public byte[] bytes() {
    return MessageWriter.bytes(this);
  }

  /** What a message of that kind lacks, or has wrong; nothing of a valid one. */
  static Optional<String> fault(Kind kind, long serial, Header header) {
    if (serial < 1 || serial > 0xffff_ffffL) {
      return Optional.of("a message without a number");
    }
    var missing = missing(kind, header);
    if (!missing.isEmpty()) {
      return Optional.of(
          "no " + missing.getFirst() + " in a " + kind.name().toLowerCase(Locale.ROOT));
    }
    var path = header.path();
    if (path.isPresent() && !Names.isObjectPath(path.get())) {
      return Optional.of("an invalid path");
    }
    if (header.interfaceName().isPresent() && !Names.isInterface(header.interfaceName().get())) {
      return Optional.of("an invalid name of an interface");
    }
    if (header.member().isPresent() && !Names.isMember(header.member().get())) {
      return Optional.of("an invalid name of a member");
    }
    if (header.errorName().isPresent() && !Names.isError(header.errorName().get())) {
      return Optional.of("an invalid name of an error");
    }
    if (header.destination().isPresent() && !Names.isBusName(header.destination().get())) {
      return Optional.of("an invalid destination");
    }
    if (header.sender().isPresent() && !Names.isBusName(header.sender().get())) {
      return Optional.of("an invalid sender");
    }
    var answers = header.replySerial();
    if (answers.isPresent() && (answers.get() < 1 || answers.get() > 0xffff_ffffL)) {
      return Optional.of("an answer to a message without a number");
    }
    if (path.equals(Optional.of(LOCAL_PATH))
        || header.interfaceName().equals(Optional.of(LOCAL_INTERFACE))) {
      return Optional.of("a message that only a program's own library makes up");
    }
    return Optional.empty();
  }

  private static List<String> missing(Kind kind, Header header) {
    var missing = new ArrayList<String>();
    switch (kind) {
      case CALL -> {
        need(header.path(), "path", missing);
        need(header.member(), "member", missing);
      }
      case RETURN -> need(header.replySerial(), "number of a call", missing);
      case ERROR -> {
        need(header.errorName(), "name of an error", missing);
        need(header.replySerial(), "number of a call", missing);
      }
      case SIGNAL -> {
        need(header.path(), "path", missing);
        need(header.interfaceName(), "interface", missing);
        need(header.member(), "member", missing);
      }
    }
    return missing;
  }

  private static void need(Optional<?> field, String name, List<String> missing) {
    if (field.isEmpty()) {
      missing.add(name);
    }
  }

  private Message answer(Kind answer, Optional<String> error, List<Value> results) {
    var fields = Header.EMPTY.answering(serial, error);
    return new Message(
        answer,
        Set.of(Flag.NO_REPLY_EXPECTED),
        1,
        header.sender().isPresent() ? fields.to(header.sender().get()) : fields,
        results);
  }
}
