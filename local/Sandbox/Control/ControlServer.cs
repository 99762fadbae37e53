using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Sandbox.Control;

/// <summary>
/// The control interface, on a loopback port of its own, so that it answers while the endpoint does not:
/// <c>GET|PUT /profile</c>, <c>PUT|DELETE /forward</c>, <c>GET|DELETE /record</c>, <c>GET /envelopes?after=N</c>.
/// </summary>
internal sealed class ControlServer(SandboxPartner partner) : IAsyncDisposable
{
    private const int MostEnvelopes = 1000;

    private WebApplication? _app;

    public async Task<Uri> StartAsync(int port, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.MapGet("/profile", context => WriteAsync(context, partner.Profile, SandboxJson.Default.SandboxProfile));
        _app.MapPut("/profile", context => SetAsync(context, SandboxJson.Default.SandboxProfile, profile => partner.Profile = profile));
        _app.MapPut("/forward", context => SetAsync(context, SandboxJson.Default.ForwardTarget, target => partner.Forward = Address(target)));
        _app.MapDelete("/forward", _ =>
        {
            partner.Forward = null;
            return Task.CompletedTask;
        });
        _app.MapGet("/record", context => WriteAsync(context, partner.Record.Counts, SandboxJson.Default.SandboxCounts));
        _app.MapDelete("/record", _ =>
        {
            partner.Record.Clear();
            return Task.CompletedTask;
        });
        _app.MapGet("/envelopes", EnvelopesAsync);
        await _app.StartAsync(cancel);
        return new Uri(_app.Urls.Single());
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task EnvelopesAsync(HttpContext context)
    {
        var after = context.Request.Query["after"];
        return after.Count == 0 || (int.TryParse(after, out var number) && number >= 0)
            ? WriteAsync(context, partner.Record.ArrivalsAfter(after.Count == 0 ? 0 : int.Parse(after!), MostEnvelopes), SandboxJson.Default.IReadOnlyListArrivedEnvelope)
            : RefuseAsync(context, "after must be how many envelopes to pass over.");
    }

    private static Uri Address(ForwardTarget target) =>
        Uri.TryCreate(target.Url, UriKind.Absolute, out var url) ? url : throw new ArgumentException("url must be an absolute http or https address.");

    private static async Task SetAsync<T>(HttpContext context, JsonTypeInfo<T> type, Action<T> set)
        where T : class
    {
        try
        {
            set(await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) ?? throw new JsonException("null is no value."));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            await RefuseAsync(context, wrong.Message);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task RefuseAsync(HttpContext context, string title)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return WriteAsync(context, new ControlProblem(title), SandboxJson.Default.ControlProblem);
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) => context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
}
