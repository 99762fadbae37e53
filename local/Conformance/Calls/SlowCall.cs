using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Relay.Functions.Deliver;

namespace Relay.Local.Conformance.Calls;

/// <summary>How a body comes: in pieces, with a pause after each; and whether the last piece comes at all.</summary>
/// <param name="Pieces">How many.</param>
/// <param name="Pause">After each.</param>
/// <param name="Ends">Whether the last piece is sent.</param>
internal readonly record struct Pace(int Pieces, TimeSpan Pause, bool Ends);

/// <summary>Sends a request whose body comes slowly, and reads meanwhile.</summary>
internal static class SlowCall
{
    /// <summary>The status that was answered; 0 when the connection was closed without one; null when nothing happened in time.</summary>
    /// <param name="request">The request, signed.</param>
    /// <param name="body">Its body.</param>
    /// <param name="pace">How it comes.</param>
    /// <param name="bound">How long to wait, from the start.</param>
    /// <param name="rules">Which addresses may be called.</param>
    /// <param name="clock">Gives the pauses.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SocketException">There is no connection.</exception>
    /// <exception cref="AuthenticationException">TLS did not come about.</exception>
    public static async Task<int?> SendAsync(HttpRequestMessage request, byte[] body, Pace pace, TimeSpan bound, EndpointRules rules, TimeProvider clock, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(bound);
        try
        {
            await using var stream = await RawConnection.OpenAsync(request.RequestUri!, rules, null, timeout.Token);
            var writing = WriteAsync(stream, request, body, pace, clock, timeout.Token);
            var status = await StatusAsync(stream, timeout.Token);
            await timeout.CancelAsync();
            await writing;
            return status;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task WriteAsync(Stream stream, HttpRequestMessage request, byte[] body, Pace pace, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            await stream.WriteAsync(Head(request, body.Length), cancel);
            var size = (body.Length / pace.Pieces) + 1;
            for (var piece = 0; piece < (pace.Ends ? pace.Pieces : pace.Pieces - 1); piece++)
            {
                var start = Math.Min(piece * size, body.Length);
                await stream.WriteAsync(body.AsMemory(start, Math.Min(size, body.Length - start)), cancel);
                await stream.FlushAsync(cancel);
                await Task.Delay(pace.Pause, clock, cancel);
            }
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The reader tells what the partner did; that it closed before all was written is part of it.
        }
    }

    private static async Task<int> StatusAsync(Stream stream, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var buffer = new byte[1];
        try
        {
            while (line.Length < 64 && await stream.ReadAsync(buffer, cancel) > 0 && buffer[0] != '\r')
                line.Append((char)buffer[0]);
        }
        catch (IOException)
        {
            // Reset: closed without a whole status line.
            return 0;
        }

        return line.ToString().Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
    }

    private static byte[] Head(HttpRequestMessage request, int length)
    {
        var uri = request.RequestUri!;
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"POST {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nContent-Length: {length}\r\nContent-Type: application/json\r\nConnection: close\r\n");
        foreach (var (name, values) in request.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {string.Join(", ", values)}\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }
}
