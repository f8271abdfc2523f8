package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Entry;

/**
 * What one setting says, wherever it stands.
 *
 * @param section the section that it is in
 * @param key its name
 * @param value its value
 */
record Said(String section, String key, String value) {
  static Said of(String section, Entry entry) {
    return new Said(section, entry.key(), entry.value());
  }
}
