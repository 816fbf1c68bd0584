package dev.bowsprit.llb;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A state that is known once the graph is marshalled, because it takes a look at an image. */
final class LaterState extends State implements Output {

  private final BiFunction<ImageResolver, Platform, State> compute;
  private final State otherwise;
  private final Optional<Platform> platform;

  /**
   * @param otherwise the state if nobody knows images
   * @param platform the platform it is for, if not the graph's
   */
  LaterState(
      BiFunction<ImageResolver, Platform, State> compute,
      State otherwise,
      Optional<Platform> platform) {
    this.compute = compute;
    this.otherwise = otherwise;
    this.platform = platform;
  }

  State compute(Marshalling marshalling) {
    Platform wanted = platform.orElseGet(() -> marshalling.platform(Constraints.NONE));
    return marshalling.images().map(images -> compute.apply(images, wanted)).orElse(otherwise);
  }

  @Override
  Optional<Output> output() {
    return Optional.of(this);
  }

  @Override
  Meta meta() {
    return new Meta.Later(this, UnaryOperator.identity());
  }

  @Override
  public Optional<OfOp> resolve(Marshalling marshalling) {
    return marshalling.resolve(this).output().flatMap(o -> o.resolve(marshalling));
  }
}
