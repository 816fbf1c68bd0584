package dev.bowsprit.runtime.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The engine's durable metadata: one SQLite database in the root.
 *
 * <p>Every call is a transaction of its own unless it is made inside {@link #transaction}. A write
 * is safe against a killed engine at once, and against a power failure a moment later: what the
 * database then lacks, the engine takes for garbage and removes.
 */
public final class MetadataStore implements AutoCloseable {

  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private MetadataStore(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the database, making it and the folder if they do not exist.
   *
   * @throws UncheckedIOException if it cannot be read or written
   */
  public static MetadataStore open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=NORMAL");
        statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      }
      return new MetadataStore(connection);
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs statements of a schema, each of which does nothing if it has been done before. */
  public void define(String... schema) {
    lock.lock();
    try (var statement = connection.createStatement()) {
      for (String sql : schema) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  /** Writes. Arguments are strings, numbers or null. */
  public int update(String sql, Object... arguments) {
    lock.lock();
    try {
      return prepare(sql, arguments).executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  /** Reads rows. */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... arguments) {
    lock.lock();
    try (ResultSet rows = prepare(sql, arguments).executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  /** Makes all writes of an action visible together, or none of them if it throws. */
  public void transaction(Runnable action) {
    lock.lock();
    try {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        action.run();
        connection.commit();
        done = true;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  private static UncheckedIOException failed(SQLException e) {
    return new UncheckedIOException(new IOException("metadata store: " + e.getMessage(), e));
  }

  /** Makes a value of the row a result stands at. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Reads the row. */
    T read(ResultSet row) throws SQLException;
  }
}
