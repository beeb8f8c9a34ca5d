using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Platform.Audit;

/// <summary>The routes of the audit trail, below the API's base.</summary>
public static class AuditEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        public void MapAudit()
        {
            api.MapGet("/organization/audit-trail", ReadTrail.HandleOfTokenAsync);
            api.MapGet("/organizations/{organization}/audit-trail", ReadTrail.HandleAsync);
            api.MapGet("/organizations/{organization}/audit-trail/download", ReadTrail.HandleDownloadAsync);
            api.MapGet("/admin/audit-trail", ReadTrail.HandleSiteAsync);
            api.MapGet("/admin/audit-trail/download", ReadTrail.HandleSiteDownload);
        }
    }
}
