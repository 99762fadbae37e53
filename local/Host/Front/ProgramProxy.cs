using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Relay.Local.Host.Front;

/// <summary>How a forwarded request ended.</summary>
internal enum ProxyOutcome
{
    /// <summary>The program's answer went to the caller.</summary>
    Answered,

    /// <summary>The caller's body was refused (its status, such as 413, is set), or the caller went away.</summary>
    CallerFailed,

    /// <summary>The program could not be reached or broke off.</summary>
    ProgramFailed,
}

/// <summary>Forwards one request to the program and streams both ways.</summary>
internal sealed class ProgramProxy : IDisposable
{
    private const int CopyBufferBytes = 16 * 1024;
    private static readonly UriCreationOptions Raw = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        // Kestrel reads and writes header values as UTF-8; the client's default would refuse what is not ASCII.
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    public async Task<ProxyOutcome> ForwardAsync(HttpContext context, string pathAndQuery, int programPort, CancellationToken cancel)
    {
        var request = context.Request;
        using var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), new Uri($"http://127.0.0.1:{programPort}{pathAndQuery}", Raw));
        var body = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            ? new CallerBody(request.BodyReader, request.ContentLength)
            : null;
        message.Content = body;
        ProxyHeaders.CopyRequest(context, message);
        HttpResponseMessage answer;
        try
        {
            answer = await _invoker.SendAsync(message, cancel);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or BadHttpRequestException)
        {
            return Explain(context, body);
        }

        using (answer)
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            ProxyHeaders.CopyResponse(answer, context.Response);
            try
            {
                await CopyAsync(answer, context.Response, cancel);
                return ProxyOutcome.Answered;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or BadHttpRequestException)
            {
                return Explain(context, body);
            }
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static async Task CopyAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken cancel)
    {
        await using var from = await answer.Content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        try
        {
            while (true)
            {
                var reading = from.ReadAsync(buffer, cancel);
                // The head goes out by itself only when the program lets its body wait: otherwise one write carries both.
                if (!reading.IsCompleted && !response.HasStarted)
                {
                    await response.StartAsync(cancel);
                    await response.BodyWriter.FlushAsync(cancel);
                }

                var count = await reading;
                if (count == 0)
                    return;
                await response.Body.WriteAsync(buffer.AsMemory(0, count), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ProxyOutcome Explain(HttpContext context, CallerBody? body)
    {
        if (body?.ReadFault is BadHttpRequestException refused)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = refused.StatusCode;
            else
                context.Abort();
            return ProxyOutcome.CallerFailed;
        }

        if (context.RequestAborted.IsCancellationRequested || body?.ReadFault is not null)
        {
            context.Abort();
            return ProxyOutcome.CallerFailed;
        }

        if (context.Response.HasStarted)
            context.Abort();
        else
            context.Response.Clear();
        return ProxyOutcome.ProgramFailed;
    }
}
