using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Platform.Server.Metrics;

/// <summary>Sends metrics and traces by OTLP where the usual <c>OTEL_EXPORTER_OTLP_*</c> variables name a collector.</summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWanted("METRICS"))
        {
            _metrics = Sdk.CreateMeterProviderBuilder().AddMeter("Platform", "Microsoft.AspNetCore.*", "System.Runtime").AddOtlpExporter().Build();
        }

        if (IsWanted("TRACES"))
        {
            // Without it the spans of requests have neither name nor path. The server reads the switch when it begins to listen, which is after this.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
            _traces = Sdk.CreateTracerProviderBuilder().AddSource("Platform", "Microsoft.AspNetCore").AddProcessor(new SecretPaths()).AddOtlpExporter().Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // Disposing sends what is left.
        _metrics?.Dispose();
        _traces?.Dispose();
        (_metrics, _traces) = (null, null);
    }

    private bool IsWanted(string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]) is { Length: > 0 };
}
