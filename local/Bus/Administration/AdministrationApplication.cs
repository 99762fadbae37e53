using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Administration;

/// <summary>Hands the web server's requests on; a fault is logged here, since the web server itself logs nothing.</summary>
internal sealed partial class AdministrationApplication(AdministrationRequests requests, ILogger logger) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await requests.Answer(context.Request).WriteAsync(context.Response);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The web server turns it into status 500.
            Fault(logger, context.Request.Method, e);
            throw;
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The web server owns what the context holds.
    }

    [LoggerMessage(20, LogLevel.Error, "An administration request ({Method}) failed")]
    private static partial void Fault(ILogger logger, string method, Exception exception);
}
