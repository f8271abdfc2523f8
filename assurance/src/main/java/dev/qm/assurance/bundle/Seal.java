package dev.qm.assurance.bundle;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who signs a manifest, by a program that keeps the key. */
public sealed interface Seal {
  /** What a signature of ssh-keygen(1) is for: -n. */
  String NAMESPACE = "qm-report";

  /**
   * ssh-keygen(1), -Y sign.
   *
   * @param key file of a private key, or of a public one whose private one an agent has
   */
  record Ssh(Path key) implements Seal {}

  /**
   * gpg(1), --detach-sign.
   *
   * @param key as gpg's user names it
   */
  record Gpg(String key) implements Seal {}

  /**
   * The one that a word means: {@code gpg:KEY}, else the file of a key for ssh-keygen.
   *
   * @throws HostException when there is no such file, or the key has no name
   */
  static Seal of(String word) throws HostException {
    if (word.startsWith("gpg:")) {
      var key = word.substring("gpg:".length());
      if (key.isBlank()) {
        throw new HostException(
            "no key to sign with", "gpg: names none", "write gpg:KEY, as `gpg -K` lists it");
      }
      return new Gpg(key);
    }
    var file = Path.of(word).toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new HostException(
          "no key to sign with",
          word + " is no file",
          "`ssh-keygen -t ed25519 -f FILE` makes one; gpg:KEY means one of gpg's");
    }
    return new Ssh(file);
  }

  /** The signature's file, beside the manifest. */
  default String file() {
    return switch (this) {
      case Ssh _ -> Bundle.MANIFEST + ".sig";
      case Gpg _ -> Bundle.MANIFEST + ".asc";
    };
  }

  /**
   * The armoured signature of a text.
   *
   * @throws HostException when the program is not there or does not sign
   */
  default byte[] sign(String text) throws HostException {
    var signed =
        Command.of(command()).stdin(text.getBytes(StandardCharsets.UTF_8)).require().output();
    if (!signed.startsWith("-----BEGIN ")) {
      throw new HostException("cannot sign", "`" + command().getFirst() + "` gave no signature");
    }
    return signed.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> command() {
    return switch (this) {
      case Ssh(var key) ->
          List.of("ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", key.toString());
      case Gpg(var key) ->
          List.of(
              "gpg",
              "--batch",
              "--yes",
              "--armor",
              "--digest-algo",
              "SHA256",
              "--local-user",
              key,
              "--detach-sign");
    };
  }
}
