package dev.bowsprit.runtime.source.registry;

import java.util.Optional;

/** Who somebody is at a registry. */
@FunctionalInterface
public interface Credentials {

  /** Nobody anywhere. */
  Credentials NONE = host -> Optional.empty();

  /** The login for a registry's host, if there is one. */
  Optional<Login> of(String host);

  /**
   * A login.
   *
   * @param username empty if the secret is an identity token
   * @param secret a password or a token
   */
  record Login(String username, String secret) {

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
      return "Login[" + username + "]";
    }
  }
}
