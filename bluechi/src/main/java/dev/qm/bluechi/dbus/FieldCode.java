package dev.qm.bluechi.dbus;

import java.util.Optional;

/** The fields of headers: "Header Fields" of the specification. */
enum FieldCode {
  PATH(1, Type.Simple.OBJECT_PATH),
  INTERFACE(2, Type.Simple.STRING),
  MEMBER(3, Type.Simple.STRING),
  ERROR_NAME(4, Type.Simple.STRING),
  REPLY_SERIAL(5, Type.Simple.UINT32),
  DESTINATION(6, Type.Simple.STRING),
  SENDER(7, Type.Simple.STRING),
  SIGNATURE(8, Type.Simple.SIGNATURE),
  UNIX_FDS(9, Type.Simple.UINT32);

  private final int number;
  private final Type.Simple type;

  FieldCode(int number, Type.Simple type) {
    this.number = number;
    this.type = type;
  }

  int number() {
    return number;
  }

  /** What its value must be. */
  Type.Simple type() {
    return type;
  }

  /** The field of that number; nothing for one that a later version of D-Bus may have. */
  static Optional<FieldCode> of(int number) {
    for (var field : values()) {
      if (field.number == number) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }
}
