package com.example.greeting;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.SyntaxException;
import dev.bowsprit.frontend.stdio.FrontendMain;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.SourceRange;

/** Builds an image with one file from {@code greeting.json}. */
public final class GreetingFrontend implements Frontend {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

  /**
   * The file.
   *
   * @param syntax the image that this frontend was chosen by
   * @param greeting what the image's file says
   */
  public record Greeting(String syntax, String greeting) {}

  /** Runs as a frontend's process. */
  public static void main(String[] args) {
    FrontendMain.run(new GreetingFrontend());
  }

  @Override
  public BuildResult build(BuildRequest request) {
    Greeting file = request.source("greeting.json", "JSON").parse(GreetingFrontend::parse);
    return request.forEachPlatform(
        platform ->
            Image.of(Llb.scratch().mkfile("/greeting", 0644, file.greeting() + "\n")));
  }

  private static Greeting parse(String text) {
    try {
      return JSON.readValue(text, Greeting.class);
    } catch (JacksonException e) {
      throw new SyntaxException(
          SourceRange.line(e.getLocation().getLineNr()), e.getOriginalMessage());
    }
  }
}
