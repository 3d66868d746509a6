package dev.signet.web.idempotency;

import dev.signet.base.oauth.Scopes;
import dev.signet.web.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;

/// The content of a sealed response.
///
/// @param scopes the scopes of the caller that received it first
record StoredResponse(Response response, Scopes scopes) {
  private static final int FORMAT = 1;

  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeShort(scopes.values().size());
      for (var scope : scopes) {
        out.writeUTF(scope);
      }
      out.writeShort(response.status());
      out.writeShort(response.headers().size());
      for (var header : response.headers()) {
        out.writeUTF(header.name());
        out.writeUTF(header.value());
      }
      out.writeInt(response.body().length);
      out.write(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// @throws IllegalStateException when a later release has written it
  static StoredResponse of(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      var format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IllegalStateException("A stored response of unknown format " + format);
      }
      var scopes = new ArrayList<String>();
      for (var left = in.readUnsignedShort(); left > 0; left--) {
        scopes.add(in.readUTF());
      }
      var status = in.readUnsignedShort();
      var headers = new ArrayList<Response.Header>();
      for (var left = in.readUnsignedShort(); left > 0; left--) {
        headers.add(new Response.Header(in.readUTF(), in.readUTF()));
      }
      var body = in.readNBytes(in.readInt());
      return new StoredResponse(Response.of(status, headers, body), Scopes.of(scopes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
