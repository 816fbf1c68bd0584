package dev.bowsprit.frontend.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTypeTest {

  private static final GoType.Struct INNER =
      GoType.struct("v1.Inner").with("name", GoType.string()).with("at", GoType.time());

  private static final GoType OUTER =
      GoType.struct("v1.Outer")
          .with(GoType.struct("v1.Base").with("list", GoType.slice(INNER)))
          .with("count", new GoType.Int("int"))
          .with("data", GoType.bytes())
          .with("labels", new GoType.Dictionary(GoType.string()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[] | json: cannot unmarshal array into Go value of type v1.Outer",
        "{\"list\":{}} | json: cannot unmarshal object into Go struct field Outer.Base.list of type []v1.Inner",
        "{\"list\":[{\"name\":1}]} | json: cannot unmarshal number into Go struct field Inner.Base.list.name of type string",
        "{\"LIST\":[5]} | json: cannot unmarshal number into Go struct field Outer.Base.list of type v1.Inner",
        "{\"count\":1.5} | json: cannot unmarshal number 1.5 into Go struct field Outer.count of type int",
        "{\"count\":\"1\"} | json: cannot unmarshal string into Go struct field Outer.count of type int",
        "{\"labels\":{\"a\":true}} | json: cannot unmarshal bool into Go struct field Outer.labels of type string",
        "{\"data\":\"e30\"} | illegal base64 data at input byte 0",
        "{\"count\":true,\"list\":[{\"at\":1}]} | Time.UnmarshalJSON: input is not a JSON string",
        "{\"count\":true,\"list\":1} | json: cannot unmarshal bool into Go struct field Outer.count of type int"
      })
  void saysWhatDoesNotFitAsGoDoes(String text, String message) {
    assertThatThrownBy(() -> OUTER.read(text)).hasMessage(message);
  }

  @Test
  void nullFitsEverywhereAndUnknownMembersAreLeftAlone() throws JsonSyntaxException {
    String text =
        "{\"list\":[null,{\"name\":null,\"at\":null}],\"count\":null,\"data\":null,"
            + "\"labels\":{\"a\":null},\"other\":[1]}";
    assertThat(OUTER.read(text).compact()).isEqualTo(text);
  }
}
