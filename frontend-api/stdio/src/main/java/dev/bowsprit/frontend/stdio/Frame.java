package dev.bowsprit.frontend.stdio;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A frame of HTTP/2 (RFC 9113, section 4).
 *
 * @param type what it is
 * @param flags what is said about it
 * @param stream the stream, 0 for the connection
 * @param payload its content
 */
@SuppressWarnings("ArrayRecordComponent") // frames are not compared
record Frame(int type, int flags, int stream, byte[] payload) {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY = 0x20;

  /** The largest payload that may be sent or taken unless a peer says otherwise; we never do. */
  static final int MAX_PAYLOAD = 16384;

  private static final int HEADER = 9;

  /** Whether a flag is set. */
  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Reads the next frame.
   *
   * @throws IOException if there is none or it is larger than allowed
   */
  static Frame read(DataInputStream in) throws IOException {
    int lengthAndType = in.readInt();
    int length = lengthAndType >>> 8;
    if (length > MAX_PAYLOAD) {
      throw new IOException("HTTP/2 frame of " + length + " bytes is too large");
    }
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(lengthAndType & 0xff, flags, stream, payload);
  }

  /** Writes the frame. */
  void write(OutputStream out) throws IOException {
    byte[] header = new byte[HEADER];
    header[0] = (byte) (payload.length >> 16);
    header[1] = (byte) (payload.length >> 8);
    header[2] = (byte) payload.length;
    header[3] = (byte) type;
    header[4] = (byte) flags;
    putInt(header, 5, stream);
    out.write(header);
    out.write(payload);
  }

  /** The payload without padding and priority. */
  byte[] content() throws IOException {
    int start = 0;
    int end = payload.length;
    if (has(PADDED)) {
      if (payload.length == 0) {
        throw new IOException("HTTP/2 frame without padding length");
      }
      start = 1;
      end -= payload[0] & 0xff;
    }
    if (type == HEADERS && has(PRIORITY)) {
      start += 5;
    }
    if (start > end) {
      throw new IOException("HTTP/2 frame is all padding");
    }
    return start == 0 && end == payload.length ? payload : Arrays.copyOfRange(payload, start, end);
  }

  static Frame windowUpdate(int stream, int increment) {
    return new Frame(WINDOW_UPDATE, 0, stream, bytes(increment));
  }

  static Frame reset(int stream, int error) {
    return new Frame(RST_STREAM, 0, stream, bytes(error));
  }

  /** The number that the payload begins with. */
  int number() throws IOException {
    return number(0);
  }

  /** The number at a place of the payload. */
  int number(int at) throws IOException {
    if (payload.length < at + 4) {
      throw new IOException("HTTP/2 frame is too short");
    }
    return ((payload[at] & 0xff) << 24)
        | ((payload[at + 1] & 0xff) << 16)
        | ((payload[at + 2] & 0xff) << 8)
        | (payload[at + 3] & 0xff);
  }

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[4];
    putInt(bytes, 0, value);
    return bytes;
  }

  static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 24);
    bytes[at + 1] = (byte) (value >> 16);
    bytes[at + 2] = (byte) (value >> 8);
    bytes[at + 3] = (byte) value;
  }
}
