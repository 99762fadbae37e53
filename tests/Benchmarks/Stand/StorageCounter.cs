using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Relay.Local.Stack;

namespace Relay.Benchmarks.Stand;

/// <summary>Stands between the relay and Azurite and counts the calls, by service, table or container, and method.</summary>
internal sealed class StorageCounter : IAsyncDisposable
{
    private static readonly string[] HopHeaders = ["Host", "Connection", "Transfer-Encoding", "Keep-Alive"];

    private readonly ConcurrentDictionary<StorageCall, int> calls = new();
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
    private readonly List<WebApplication> services = [];

    /// <summary>For the relay, in place of Azurite's own.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The calls so far.</summary>
    public IReadOnlyDictionary<StorageCall, int> Calls => new Dictionary<StorageCall, int>(calls);

    public static async Task<StorageCounter> StartAsync(AzuriteProcess azurite)
    {
        var counter = new StorageCounter();
        var blob = await counter.ServeAsync("blob", azurite.Blob);
        var table = await counter.ServeAsync("table", azurite.Table);
        counter.ConnectionString = azurite.ConnectionString
            .Replace(azurite.Blob.ToString(), blob.ToString(), StringComparison.Ordinal)
            .Replace(azurite.Table.ToString(), table.ToString(), StringComparison.Ordinal);
        return counter;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services)
            await service.DisposeAsync();
        http.Dispose();
    }

    private async Task<Uri> ServeAsync(string service, Uri behind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        app.Run(context => ForwardAsync(context, service, behind));
        await app.StartAsync();
        services.Add(app);
        return new Uri(app.Urls.First() + "/");
    }

    private async Task ForwardAsync(HttpContext context, string service, Uri behind)
    {
        calls.AddOrUpdate(StorageCall.Of(service, context.Request), 1, (_, count) => count + 1);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(
            HttpMethod.Parse(context.Request.Method),
            new Uri($"http://{behind.Authority}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (context.Request.ContentLength is > 0)
            request.Content = new StreamContent(context.Request.Body);
        else if (context.Request.ContentLength is 0)
            request.Content = new ByteArrayContent([]);
        foreach (var (name, values) in context.Request.Headers.Where(header => !HopHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var answer = await http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !HopHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
