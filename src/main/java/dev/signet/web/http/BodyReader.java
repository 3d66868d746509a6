package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the body of a request, if its route exists and accepts so much.
final class BodyReader {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private BodyReader() {}

  /// A body that was not read to its end.
  static final class UnreadBody extends Exception {
    private static final long serialVersionUID = 1L;
    final transient Refusal refusal;
    final boolean isToBeRead;

    /// @param isToBeRead whether the rest is on its way
    UnreadBody(Refusal refusal, boolean isToBeRead) {
      this.refusal = refusal;
      this.isToBeRead = isToBeRead;
    }
  }

  /// Reads the whole body.
  static byte[] read(
      org.eclipse.jetty.server.Request in,
      RouteMatch match,
      InputStream stream,
      BodyMemory.Reservation part)
      throws UnreadBody {
    int most;
    try {
      most = match.require().route().maxBody();
      requireNoContentEncoding(in.getHeaders());
      if (in.getLength() > most) {
        throw BodyMemory.tooLarge(most);
      }
    } catch (Refused refused) {
      // A client that waits for our "100 Continue" has sent nothing yet, and reading the body would
      // send that.
      throw new UnreadBody(refused.refusal(), !in.getHeaders().contains(HttpHeader.EXPECT));
    }
    try {
      return part.read(stream, most);
    } catch (Refused refused) {
      throw new UnreadBody(refused.refusal(), true);
    } catch (RequestBodyStream.BodyTimeout _) {
      throw new UnreadBody(new Refusal.RequestTimeout(), false);
    } catch (IOException e) {
      // The body ends early, or its chunks are malformed.
      logUnread(e);
      throw new UnreadBody(new Refusal.Malformed("The body is incomplete or malformed"), false);
    }
  }

  private static void requireNoContentEncoding(HttpFields headers) {
    for (var coding : headers.getValuesList(HttpHeader.CONTENT_ENCODING)) {
      if (!coding.strip().equalsIgnoreCase("identity")) {
        throw new Refused(
            new Refusal.UnsupportedMediaType("Send the body without Content-Encoding"),
            "a content coding");
      }
    }
  }

  /// Logs without the message, which may repeat a part of the body.
  static void logUnread(Exception e) {
    LOG.atDebug().addKeyValue("reason", e.getClass().getName()).log("body not read to its end");
  }
}
