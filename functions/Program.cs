using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Telemetry;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(server =>
{
    // The Functions host names the port; nothing but the host, on this machine, may connect.
    server.Listen(IPAddress.Loopback, builder.Configuration.GetValue("FUNCTIONS_CUSTOMHANDLER_PORT", 0));
    server.AddServerHeader = false;
    server.Limits.MaxRequestBodySize = null; // each endpoint has a bound of its own, checked before anything is allocated
});
// Request logs of the framework would hold paths, and paths hold user ids.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.AddTelemetryExport();
builder.Services.AddRelay();
// Every body is read and written with numbers that are numbers; the document is to say so.
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
builder.Services.AddOpenApi("v1", OpenApiDescription.Configure);

var app = builder.Build();
app.UseMiddleware<RequestTelemetry>();
app.UseMiddleware<UnexpectedFailures>();
app.UseMiddleware<BodyIntake>();
app.MapTriggers();
app.MapApi();
app.MapOpenApi("/v1/openapi.json");

// Ctrl+C reaches every process of a terminal; under a host it is the host that ends the program, after its calls in flight.
using var interrupt = app.Configuration["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] is null
    ? null
    : PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
app.Run();
