package dev.bowsprit.grammar;

import java.util.ArrayList;
import java.util.List;

/** Short texts in which each part of the grammar has something to read. */
final class GrammarSamples {

  enum Kind {
    /** A whole Dockerfile. */
    FILE,
    /** A file that names a frontend, of any language. */
    HEAD,
    /** A word that is expanded. */
    WORD
  }

  record Sample(Kind kind, String text) {}

  private static final List<String> FILES =
      List.of(
          """
          # syntax=docker/dockerfile:1
          # check=skip=all
          # a comment
          #!not the first line
          ARG A=1 B
          FROM --platform=linux/amd64 alpine AS base
          RUN --mount=type=cache,target=/a,ro --network=none --security=insecure --device=x make -j8
          RUN ["a", "b\\n\\u0041", "c"]
          COPY --from=base --chown=1 --chmod=2 --link --parents --exclude=*.x a b /c/
          ADD --checksum=sha256:0 --chown=1 --chmod=2 --link --keep-git-dir=true --unpack --exclude=y a b
          ENV A=1 B="two words" C='three' D=a\\ b
          LABEL a=b c="d"
          EXPOSE 80/tcp 90
          VOLUME /a /b
          WORKDIR /a b
          USER a:b
          STOPSIGNAL 9
          MAINTAINER some one
          SHELL ["sh", "-c"]
          CMD echo hello
          ENTRYPOINT ["e"]
          ONBUILD RUN echo
          HEALTHCHECK --interval=3s --timeout=1s --retries=2 --start-period=1s --start-interval=1s CMD a b
          HEALTHCHECK NONE
          HEALTHCHECK SOME thing
          NOTHING here
          """,
          "# escape=`\r\nFROM a\r\nRUN a `\r\n  b \\\r\nENV x=a` b",
          "# escape = `  \nFROM a\nRUN x ` \t\r\n\n # in between\ny\n",
          "# escape=`\nFROM a\nCMD [\"c:\\\\x\"]\n",
          "\uFEFF# escape=`\nFROM a\nRUN `\nx\n",
          "\uFEFF#!/bin/sh\nFROM a\n",
          "#!x\r#y\nFROM a\n",
          "#  syntax\t=\ta b \nFROM a\n",
          "#\u2003syntax=a\nFROM a\n",
          "# check= \nFROM a\n",
          "# syntax==a\nFROM a\n",
          "# x1=y\n# syntax=z\nFROM a\n",
          "# syntax\nFROM a\n",
          "# syn-tax=a\n# syntax=b\nFROM a\n",
          " \t# syntax=a\nFROM a\n",
          "\u2003# comment\n\u2003\nFROM a\n \u2003 \n",
          "#\r\r\n# a\r\n\r\nFROM a\r\r\n",
          "FROM a\nRUN \\\\\nRUN x\\\\\\\nRUN y\\ z\\\n\nu\r\rv\n",
          "FROM a\nRUN x \\ \t\r\r\n  # note\n y\n",
          "FROM a\nRUN x \\\n# a\rb\n \\ \t\n \\\r\n y\n",
          "FROM a\nRUN \uDC85--network=none x\nRUN -- \uDC85 x\n",
          "FROM a\nENV --x\u5140a=b\nCOPY --x\u5140$a b\nUSER --x\u5140\u2003\n",
          "# -syntax=a\nFROM a\nRUN cat <<<A\nA\n",
          "\\\nFROM \\\n a\n\\\\x\n",
          "FROM a\nRUN x \\",
          "FROM a\nRUN x\r",
          "FROM a\nRUN\u2003 x \u2003\n",
          "FROM a\nRUN \u2003x\u2003\u00e9\u2003\u0085\n",
          "FROM a\nRUN\t\tx\u000By\n",
          "FROM a\nRUN --mount=type=x\u000By\n",
          "FROM a\nENV a=b\u2003c=d\n",
          "FROM a\nENV \u00e9=\u2003\u00e9 \u2003 b=\u00a0c\n",
          "FROM a\nENV =x=y\n",
          "FROM a\nENV =x\n",
          "FROM a\nRUN --x=chown --x=exclude --x=interval --x=link --x=network --x=parents --x=retries"
              + " --x=security --x=timeout y\n",
          "FROM a\nENV a=\"x\\=y=z\\\"\" b='x=y\\' c=x\\=y=z d=\\\"\n",
          "FROM a\nENV \"a=b\" 'c=d' e\\=f \"g\\=h\" \"i\"=j \"\\k\"=l m\\n=o\n",
          "FROM a\nENV a=b\\",
          "FROM a\nENV a=\"b\\",
          "FROM a\nENV a\nENV a b\nENV a b  c\n",
          "FROM a\nENV \\\"a b\n",
          "FROM a\nENV\nARG\nARG a=1 b \"c d\" 'e' \\f\n",
          "FROM a\nARG \u2003\u0085\n",
          "FROM\nFROM a b\nFROM a as b\nFROM as AS as\nFROM a as b c\nFROM a as 1x\nFROM a as x.y_z-1\n",
          "FROM a as X/y\nFROM a as \u00e9\n",
          "FROM --platform a\nFROM --plat a\n",
          "FROM a\nRUN --mount=type=bind,from=a,source=/a,target=b,readonly,id=c,sharing=d,required,size=1,"
              + "mode=2,uid=3,gid=4,env=E,x=y c\n",
          "FROM a\nRUN --mount=src=a,dst=b,rw --mount=destination=c,readwrite,ro --mount=TYPE=z x\n",
          "FROM a\nRUN --mount=from=$x --mount=from=a$ --mount=from=a$b$c --mount=,=a,b= --mount= x\n",
          "FROM a\nRUN --mount=\\\"a\\\"\\\"=b,c\\\",d --mount=\\\"e\\\"f --mount=g\\\"h --mount=\\\"i x\n",
          "FROM a\nRUN --mount=\\\"\\\",\\\"\\\"\\\"\\\" --mount=\\\"a,b\\\"\\\"c\\\"\\\"\\\" x\n",
          "FROM a\nRUN --mount=\\\"a\\\" x\n",
          "FROM a\nRUN --device=name=a,required --device=b,REQUIRED=true,c=d,e --device=,x= y\n",
          "FROM a\nRUN --device=name=a$b,required=f --device=$ x\n",
          "FROM a\nRUN --moun\"t\"=type=a --'net\\work'=none --sec\\urity=insecure x\n",
          "FROM a\nRUN --\"mount=a\"=b --'network=none' --se\\=c --\"a\\=b\" --'c\\=d' --network=\"n=o\\\"n\\e\" x\n",
          "FROM a\nRUN --network='no\\'n\\=e=' --security=\"a b\"c x\n",
          "FROM a\nRUN --network=\"none --x y\n",
          "FROM a\nRUN --network='none --x y\\",
          "FROM a\nRUN --network=x\\",
          "FROM a\nRUN --network=\"x\\",
          "FROM a\nRUN --x=checksum --checksum=chmod --chown=device --exclude=from --interval=keep-git-dir"
              + " --link=mount --parents=platform --retries=start-interval --timeout=unpack"
              + " --security=start-period a\n",
          "FROM a\nCOPY --checksum=a --device=b --interval=c --keep-git-dir --network=d --platform=e --security=f x y\n",
          "FROM a\nADD --from=a --parents --retries=1 --timeout=1 --start-period=1 --start-interval=1 x y\n",
          "FROM a\nRUN --chown=a --chmod=b --link --exclude=b --unpack --mount --security --from=x y\n",
          "FROM a\nHEALTHCHECK --mount=x --timeout=1s --chmod=x CMD y\n",
          "FROM a\nCMD --link --x=y z\nEXPOSE --mount=a 1\nUSER --\"a\" b\n",
          "FROM a\nRUN -- x\nRUN -- \t\u0085 y\nRUN --\nRUN --\"\" x\nRUN --network=none -- --x\n",
          "FROM a\nRUN --network=none\t\t--security=insecure\u0085x\n",
          "FROM a\nHEALTHCHECK\nHEALTHCHECK CMD\nHEALTHCHECK cmd [\"a\"]\nHEALTHCHECK none x\n"
              + "HEALTHCHECK Cmd\u0085x\n",
          "FROM a\nHEALTHCHECK --interval=1s  none\n",
          "FROM a\nONBUILD ONBUILD RUN x\nONBUILD FROM y\nONBUILD COPY <<A b\na\nA\n",
          "FROM a\nRUN cat <<A 3<<-B <<'C' <<\"D d\" <<-  E <<$F\n\ta\nA\n\tb\n\tB\nc\nC\nd\nD d\n\te\n\tE\n"
              + "f\n$F\n",
          "FROM a\nRUN cat << A<<B x<<C <<D<E <<\u00e9\nx\n A\nA\n\u00e9\n",
          "FROM a\nCOPY <<a <<-b /c\nx\na\n\ty\n\tb\n",
          "FROM a\nRUN <<\\A b\\<<C \"<<D\" '<<E'\nx\nA\n",
          "FROM a\nRUN a\\ <<A \"b $c ${d} \\\" \\$ \\\\ \\x <<B\" <<C\nA\nC\n",
          "FROM a\nRUN <<A ${x:-<<B} ${y\nA\n",
          "FROM a\nRUN cat <<EOF\nnever\nends\n",
          "FROM a\nCMD [ \"a\" , \"\\\"\\\\\\/\\b\\f\\n\\r\\t\" ,\"\\u00e9\\u0aF9\" ]\n",
          "FROM a\nCMD []\nCMD [\"a\",]\nCMD [\"a\" \"b\"]\nCMD [\"a\"\nCMD [\"a]\nCMD [\"\\x\"]\nCMD [\"\\u12g4\"]\n",
          "FROM a\nCMD [1, -2.5e+10, 0.5, 1E5, true, false, null, [], [1,\"a\"], {}, {\"a\":1,\"b\":[]}]\n",
          "FROM a\nCMD [01]\nCMD [1e]\nCMD [-]\nCMD [1.]\nCMD [{\"a\" 1}]\nCMD [{a:1}]\nCMD [a]\nCMD [\"\t\"]\n",
          "FROM a\nCMD [10, 1e-5, 20.25, 1e999]\n",
          "FROM a\nCMD [10, 1e-5, 2e5, 30]\n",
          "FROM a\nCMD [{\"a\":1,}]\nCMD [{,}]\nCMD [\"a\"] x\nSHELL sh\nSHELL []\n",
          "FROM a\nCOPY [\"a b\", \"c\"]\nADD a\nCOPY\nVOLUME [\"a\"]\nVOLUME\nEXPOSE\n",
          "FROM a\nCOPY $a ${b} ${c:-d} \"${e}\" '${f}' g\\$h ${i/j/k} ${l#m} ${n##o} ${p%q} ${r%%s} /t\n",
          "FROM a\nWORKDIR ${a:-\"b${c:+'d'}\\e\"}${f//g\"h\"'i'\\j$k${l}/m}\n",
          "FROM a\nUSER ${a:?b}${c?d}${e-f}${g+h}\nSTOPSIGNAL ${a\nEXPOSE ${}\nVOLUME ${a:}\nVOLUME 'a\n",
          "FROM a\nWORKDIR <<a\nUSER a < b <<\t c\n",
          "FROM a\nWORKDIR\nUSER\nSTOPSIGNAL\nMAINTAINER\n",
          "FROM a\nEntryPoint x\nExpose 1\nMaintainer y\nStopSignal 9\nLabel a=b\nArg x\nVolume /x\nShell [\"x\"]\n",
          "FROM a\nadd a b\nuser x\nOnBuild run x\nHealthCheck None\n",
          "");

  private static final List<String> HEADS =
      List.of(
          "# syntax=a b\nx",
          "#syntax=a\n",
          "// syntax=a\nx",
          "//\u2003check=x\n// syntax=a\n",
          "#!/bin/x\n# syntax=a\n",
          "#!/bin/x\n// syntax=a\n",
          "#!/bin/x\n{\"syntax\":\"a\"}",
          "\uFEFF{\"a\":[{}],\"syntax\" : \"b\"}",
          "{\"syntax\":1}",
          "{\"syntax\":\"a\",\"syntax\":\"b\"}",
          "{\"x\":{\"syntax\":\"a\"},\"syntax\":\"\\u0062\"} ",
          "{}",
          "{\"syntax\":\"a\"} x",
          "[\"syntax\"]",
          "/ syntax=a\n",
          " # syntax=a\n");

  private static final List<String> WORDS =
      List.of(
          "a$b c${d}\"e$f${g}\\\"\\h\\$\\\\$\"'i'\\j\\",
          "\uFEFFa",
          "\u00e9 \u2003b\u00a0\\\u00e9",
          "a<b<<c<< \t\rd",
          "$1 $12a $@$*$#$?$-$$$! $_a1 $\u00e9\u0661x ${\u00e9x} ${1}x ${@} ${\u0661}",
          "$. ${.}",
          "${",
          "${}",
          "${{",
          "${:a}",
          "${+a} b",
          "${%a} b",
          "${%%a} b",
          "${/a/b}c",
          "${//a/b}c",
          "${a",
          "${a.b}",
          "${a:}",
          "${a:.b}c",
          "${a:#b}",
          "${a:%b}",
          "${a:+b}${a:-b}${a:?b}${a+b}${a-b}${a?b}",
          "${a#b}${a##b}${a%b}${a%%b}",
          "${a/b/c}${a//b/c}${a/b}",
          "${a/'x'/\"y\"'z'}",
          "${a/\"x/y\"$z${u}\\/$/v}",
          "${a:-\"x$y${z}\"'u}'\\}$v${w}$ }",
          "${a:-'b",
          "${a/'b",
          "\"a",
          "'a",
          "\"a${b:-\"c\"}\"",
          "\u2003\u00e9\u2003");

  static final List<Sample> ALL = all();

  private GrammarSamples() {}

  private static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    FILES.forEach(text -> samples.add(new Sample(Kind.FILE, text)));
    HEADS.forEach(text -> samples.add(new Sample(Kind.HEAD, text)));
    WORDS.forEach(text -> samples.add(new Sample(Kind.WORD, text)));
    return List.copyOf(samples);
  }
}
