package dev.bowsprit.grammar;

import java.util.ArrayList;
import java.util.List;

/** Splits what an expansion produces into words, with the places where they begin. */
final class WordSplitter {
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int start;
  private int last;

  /** Adds the text from {@code mark} on, splitting it at white space. */
  void add(CharSequence text, int mark, int at) {
    for (int i = mark; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Characters.isSpace(c)) {
        begin(at + i - mark);
        word.append(c);
      } else if (inWord && !word.isEmpty()) {
        end();
      }
    }
  }

  /** Adds the text from {@code mark} on, white space included. */
  void addWhole(CharSequence text, int mark, int at) {
    begin(at);
    word.append(text, mark, text.length());
    last = at + text.length() - mark;
  }

  private void begin(int at) {
    if (word.isEmpty()) {
      start = at;
    }
    last = at + 1;
    inWord = true;
  }

  private void end() {
    words.add(new Word(word.toString(), new TextRange(start, Math.max(start, last))));
    word.setLength(0);
    inWord = false;
  }

  void forget() {
    word.setLength(0);
  }

  void finish() {
    if (!word.isEmpty()) {
      end();
    }
  }

  List<Word> words() {
    return words;
  }
}
