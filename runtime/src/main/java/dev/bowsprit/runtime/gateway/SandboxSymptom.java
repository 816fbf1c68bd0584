package dev.bowsprit.runtime.gateway;

import dev.bowsprit.runtime.gateway.image.FrontendImage;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a frontend complains of that its sandbox denies it: the system tells it no more.
 *
 * @param where whether a sandbox denies it
 * @param complaint what is found in what the frontend says then
 * @param explanation for people
 * @param remedy the setting that allows it
 */
record SandboxSymptom(
    Predicate<SandboxSettings> where, Pattern complaint, String explanation, String remedy) {

  private static final List<SandboxSymptom> ALL =
      List.of(
          new SandboxSymptom(
              settings -> !settings.network(),
              Pattern.compile(
                  "network (is )?unreachable|no such host|unknown ?host|name resolution|name or"
                      + " service not known|could ?n[o']t resolve|bad address|enetunreach|eai_again"
                      + "|(dial|connect|socket).*(refused|denied|not permitted)",
                  Pattern.CASE_INSENSITIVE),
              "it has no network",
              "\"network\": true"),
          new SandboxSymptom(
              SandboxSettings::readOnly,
              Pattern.compile("read-only file ?system|erofs", Pattern.CASE_INSENSITIVE),
              "its files cannot be written",
              "\"readOnly\": false"));

  /**
   * What an error tells of it.
   *
   * @param said what the frontend said before it failed
   * @return with the rule of a policy that allows it; empty if nothing shows that it was denied
   *     something
   */
  static String explain(FrontendImage image, String said) {
    return ALL.stream()
        .filter(symptom -> symptom.where.test(image.settings()))
        .filter(symptom -> symptom.complaint.matcher(said).find())
        .map(symptom -> symptom.text(image))
        .collect(Collectors.joining());
  }

  private String text(FrontendImage image) {
    return " (%s; the rule {\"images\": [\"%s\"], \"sandbox\": {%s}} in the policy for frontends allows it)"
        .formatted(explanation, image.policyName(), remedy);
  }
}
