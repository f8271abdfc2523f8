package dev.qm.cli.command.addon;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.packaging.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * gpg(1), which keeps the keys.
 *
 * @param key the key, as gpg's user names it
 */
record Gpg(String key) implements Signer {
  @Override
  public byte[] packets(byte[] data) throws IOException {
    return unarmored(armored(data));
  }

  @Override
  public byte[] armored(byte[] data) throws IOException {
    return gpg(List.of("--detach-sign"), data);
  }

  @Override
  public byte[] inline(byte[] text) throws IOException {
    return gpg(List.of("--clear-sign"), text);
  }

  @Override
  public byte[] publicKey() throws IOException {
    return run(List.of("gpg", "--batch", "--armor", "--export", "--", key), new byte[0]);
  }

  /** Text out, since that is what programs' output is here; packets are taken out of it. */
  private byte[] gpg(List<String> action, byte[] input) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("gpg", "--batch", "--yes", "--armor", "--digest-algo", "SHA256"));
    command.addAll(List.of("--local-user", key));
    command.addAll(action);
    return run(command, input);
  }

  private static byte[] run(List<String> command, byte[] input) throws IOException {
    try {
      return Command.of(command).stdin(input).require().output().getBytes(StandardCharsets.UTF_8);
    } catch (HostException failure) {
      throw new IOException("cannot sign: " + failure.getMessage(), failure);
    }
  }

  /** The binary form of ASCII armor: RFC 9580, section 6. */
  private static byte[] unarmored(byte[] armor) throws IOException {
    var text = new String(armor, StandardCharsets.US_ASCII).replace("\r", "");
    var start = text.indexOf("\n\n");
    var end = text.indexOf("\n-----END");
    if (start < 0 || end < start) {
      throw new IOException("cannot sign: gpg gave no signature");
    }
    var body = text.substring(start, end).strip();
    // the line with the check sum begins with an equals sign
    var sum = body.lastIndexOf("\n=");
    return Base64.getMimeDecoder().decode(sum < 0 ? body : body.substring(0, sum));
  }
}
